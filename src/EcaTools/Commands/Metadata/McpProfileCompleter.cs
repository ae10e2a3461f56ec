using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EcaTools.Core.Conversion.Profiles;
using EcaTools.Engine;

namespace EcaTools.Commands.Metadata;

/// <summary>Completes the names of MCP clients.</summary>
public sealed class McpProfileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) =>
        McpProfile
            .All.Select(profile =>
                Completion.Offer(
                    profile.Name,
                    wordToComplete,
                    profile.CallbackUrls.IsEmpty
                        ? $"{profile.Hint}: give it with -CallbackUrl"
                        : string.Join(", ", profile.CallbackUrls)
                )
            )
            .OfType<CompletionResult>();
}
