using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EcaTools.Core.Migrations.Evidence;
using EcaTools.Engine;

namespace EcaTools.Commands.Cutover;

/// <summary>Completes the kinds of evidence.</summary>
public sealed class EvidenceKindCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) => EvidenceTypes.Kinds.Select(kind => Completion.Offer(kind, wordToComplete, kind)).OfType<CompletionResult>();
}
