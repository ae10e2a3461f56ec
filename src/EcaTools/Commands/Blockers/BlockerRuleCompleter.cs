using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Engine;

namespace EcaTools.Commands.Blockers;

/// <summary>Completes the ids of the blocker rules.</summary>
public sealed class BlockerRuleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) =>
        BlockerRules
            .Default.All.Select(rule => Completion.Offer(rule.Id, wordToComplete, rule.Title))
            .OfType<CompletionResult>();
}
