using System.Management.Automation;
using EcaTools.Core.Cutover;

namespace EcaTools.Commands.Cutover;

/// <summary>Takes callers of a migration back to the last good stage of their cutover, or to the one that -To names.
/// The same command again completes a way back that was interrupted, and changes nothing after one that was
/// completed.</summary>
[Cmdlet(
    VerbsCommon.Undo,
    "EcaCutover",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Undo-EcaCutover.md"
)]
[OutputType(typeof(CutoverStep))]
public sealed class UndoEcaCutoverCommand : CutoverCmdlet
{
    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation) =>
        RunAsync(
            Options(),
            [new CutoverTarget(App, Caller, Wave)],
            (session, target) => session.PlanUndo(target),
            cancellation
        );
}
