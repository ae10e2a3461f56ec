using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace EcaTools.Engine.Binding;

/// <summary>Completes ages that people often mean.</summary>
public sealed class AgeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) =>
        new[] { ("24h", "A day"), ("7d", "A week"), ("30d", "Thirty days"), ("90d", "Ninety days") }
            .Select(age => Completion.Offer(age.Item1, wordToComplete, age.Item2))
            .OfType<CompletionResult>();
}
