using System.Management.Automation;
using EcaTools.Core.Cutover;
using EcaTools.Engine;

namespace EcaTools.Commands.Cutover;

/// <summary>The base of the cmdlets that take callers to another stage.</summary>
public abstract class CutoverCmdlet : EcaCmdlet
{
    /// <summary>The folder of the migration, as New-EcaMigration made it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The app: the full name of the Connected App or the External Client App. All of its callers are meant
    /// unless -Caller names one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("Name")]
    public string? App { get; set; }

    /// <summary>The caller, as the plan names it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Caller { get; set; }

    /// <summary>The wave whose callers are meant.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Wave { get; set; }

    /// <summary>The stage to go to, such as Canary or '10 %'.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? To { get; set; }

    /// <summary>The team's own action: a script block that gets the move (App, Eca, Caller, Credential, From, To,
    /// Instances, InstancesOnEca, IsUndo, IsResumed) as its argument and switches the caller. It must be safe to run
    /// twice.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Action { get; set; }

    /// <summary>How many seconds the action may take before it is stopped, from 1; 600 if it is left out.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSeconds { get; set; } = 600;

    /// <summary>Why the callers are moved. It goes into the ledger.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <summary>Steps although a gate, a test or the stable days are in the way, or resumes what another machine began.
    /// Needs -Reason.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The options that the parameters stand for.</summary>
    private protected CutoverOptions Options()
    {
        PipelineThread pipeline = new();
        return new CutoverOptions
        {
            To = To,
            Reason = Reason,
            Force = Force,
            TimeLimit = TimeSpan.FromSeconds(TimeoutSeconds),
            Action = Action is null
                ? null
                : (move, cancellation) =>
                    pipeline.InvokeAsync(() =>
                    {
                        UserScript.InvokeStoppable(Action, move, cancellation);
                        return true;
                    }),
        };
    }

    /// <summary>Plans each target and moves its callers one after the other; the first that fails ends its
    /// target.</summary>
    private protected async Task RunAsync(
        CutoverOptions options,
        IReadOnlyCollection<CutoverTarget> targets,
        Func<CutoverSession, CutoverTarget, IReadOnlyList<PlannedMove>> plan,
        CancellationToken cancellation
    )
    {
        using CutoverSession session = CutoverSession.Open(
            ResolveOutputPath(Path),
            options,
            SessionClock.Of(SessionState),
            IsWhatIf
        );
        if (targets.Count == 1)
        {
            await MoveAsync(targets.First());
            return;
        }

        await ForEachAsync(targets, MoveAsync);

        async Task MoveAsync(CutoverTarget target)
        {
            foreach (PlannedMove planned in plan(session, target))
            {
                CutoverMove move = planned.Move;
                string verb = move.IsUndo ? "Undo" : "Step";
                if (
                    planned.IsUnchanged
                    || ShouldProcess(
                        $"{verb} {move} ({planned.Because})",
                        $"Take {move.Caller} of {move.App} from '{move.From}' to '{move.To}'?",
                        $"{verb} a cutover"
                    )
                )
                {
                    Write(await session.RunAsync(planned, cancellation));
                }
            }
        }
    }
}
