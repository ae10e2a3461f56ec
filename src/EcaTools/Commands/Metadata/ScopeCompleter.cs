using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EcaTools.Core.Metadata;
using EcaTools.Engine;

namespace EcaTools.Commands.Metadata;

/// <summary>Completes the OAuth scopes of External Client Apps.</summary>
public sealed class ScopeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) =>
        MetadataSchema
            .Default.FindEnum("ExtlClntAppOauthScope")!
            .Values.Select(scope =>
                Completion.Offer(
                    scope.Name,
                    wordToComplete,
                    scope.First is { } first ? $"{scope.Name} (API version {first} and later)" : scope.Name
                )
            )
            .OfType<CompletionResult>();
}
