using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EcaTools.Engine;

namespace EcaTools.Commands.Connection;

/// <summary>Completes the two environments that have a name. A My Domain is the user's to write.</summary>
public sealed class EnvironmentCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) =>
        new[] { ("Production", "https://login.salesforce.com"), ("Sandbox", "https://test.salesforce.com") }
            .Select(item => Completion.Offer(item.Item1, wordToComplete, item.Item2))
            .OfType<CompletionResult>();
}
