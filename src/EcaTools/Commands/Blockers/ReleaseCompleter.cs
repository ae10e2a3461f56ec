using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Engine;

namespace EcaTools.Commands.Blockers;

/// <summary>Completes the names of Salesforce's releases.</summary>
public sealed class ReleaseCompleter : IArgumentCompleter
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
            .Default.Releases.Select(release =>
                Completion.Offer(
                    release.Name,
                    wordToComplete,
                    FormattableString.Invariant($"API version {release.ApiVersion}, {release.From:yyyy-MM-dd}")
                )
            )
            .OfType<CompletionResult>();
}
