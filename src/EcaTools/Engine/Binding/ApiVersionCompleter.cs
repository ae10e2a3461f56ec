using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EcaTools.Core.Blockers.Rules;

namespace EcaTools.Engine.Binding;

/// <summary>Completes the API versions of the releases that the module knows, the newest first.</summary>
public sealed class ApiVersionCompleter : IArgumentCompleter
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
            .Default.Releases.Reverse()
            .Select(release =>
                Completion.Offer(
                    release.ApiVersion.ToString(),
                    wordToComplete,
                    FormattableString.Invariant($"{release.Name}, {release.From:yyyy-MM-dd}")
                )
            )
            .OfType<CompletionResult>();
}
