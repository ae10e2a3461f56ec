using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EcaTools.Core.Linting.Rules;
using EcaTools.Engine;

namespace EcaTools.Commands.Metadata;

/// <summary>Completes the ids of the lint rules.</summary>
public sealed class LintRuleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) =>
        LintRules
            .Default.All.Select(rule => Completion.Offer(rule.Id, wordToComplete, rule.Title))
            .OfType<CompletionResult>();
}
