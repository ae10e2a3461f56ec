using System.Management.Automation;
using EcaTools.Core.Cutover;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Cutover;

/// <summary>
/// Takes callers of a migration to the next stage of their cutover, if a gate's decision permits it. What is about to
/// be done is in the ledger before it is done: the same command again completes a step that was interrupted, and
/// changes nothing after one that was completed.
/// </summary>
[Cmdlet(
    VerbsCommon.Step,
    "EcaCutover",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Step-EcaCutover.md"
)]
[OutputType(typeof(CutoverStep))]
public sealed class StepEcaCutoverCommand : CutoverCmdlet
{
    private readonly List<CutoverGateResult> _gates = [];

    /// <summary>The gate's decisions, as Test-EcaCutoverGate writes them. Only Promote permits a step.</summary>
    [Parameter(ValueFromPipeline = true)]
    [LiveObject(typeof(CutoverGateResult), "Test-EcaCutoverGate {0}")]
    [ValidateNotNull]
    public CutoverGateResult[] Gate { get; set; } = [];

    /// <summary>How many stable days an app needs before it may be frozen; 30 if it is left out.</summary>
    [Parameter]
    [ValidateRange(0, 3650)]
    public int StableDays { get; set; } = new CutoverOptions().StableDays;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        _gates.AddRange(Gate);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        CutoverOptions options = Options() with { Gates = [.. _gates], StableDays = StableDays };
        bool isNamed = App is not null || Caller is not null || Wave is not null;
        CutoverTarget[] targets =
            isNamed || _gates.Count == 0
                ? [new CutoverTarget(App, Caller, Wave)]
                : [.. _gates.Select(gate => new CutoverTarget(gate.App, gate.Caller, null)).Distinct()];
        return RunAsync(options, targets, (session, target) => session.PlanStep(target), cancellation);
    }
}
