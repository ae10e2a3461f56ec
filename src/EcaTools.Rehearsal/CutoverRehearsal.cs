using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core;
using EcaTools.Core.Credentials;
using EcaTools.Core.Cutover;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Flows;
using EcaTools.Core.Freeze;
using EcaTools.Core.Migrations;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.PracticeOrg;

namespace EcaTools.Rehearsal;

/// <summary>
/// The cutover of the pilot, from its first instance to the freeze of the Connected App, on the practice org's movable
/// clock. The second instance is planted to fail: the gate rolls back, and the cutover goes on after a fix.
/// </summary>
/// <param name="org">The org.</param>
/// <param name="server">The practice org's own side.</param>
/// <param name="path">The folder of the migration.</param>
/// <param name="report">Told of each step.</param>
internal sealed class CutoverRehearsal(EcaOrg org, PracticeOrgServer server, string path, StepReport report)
{
    /// <summary>How many instances the only caller of a pilot has, so that each stage has a share of its own.</summary>
    public const int Instances = 20;

    private const int PlantedFailures = 400;
    private const string Canary = "Canary";
    private const string Tenth = "10 %";
    private const string Frozen = "Frozen";

    private readonly Dictionary<string, int> _switched = new(StringComparer.Ordinal);
    private readonly RehearsalEvidence _evidence = new(path, server.Time);
    private DateTimeOffset _started;
    private DateTimeOffset _since;
    private PilotTraffic? _traffic;
    private PilotApp? _pilot;
    private EcaCredential? _credential;
    private int _instances;
    private bool _isFixed;

    private string Day =>
        string.Create(CultureInfo.InvariantCulture, $"day {(server.Time.GetUtcNow() - _started).TotalDays:0}");

    /// <summary>Gets the pilot's new consumer key and secret, and tests its flow with them.</summary>
    /// <exception cref="EcaException">The org does not give the secret.</exception>
    public async Task<OAuthFlowResult> TestFlowAsync(PilotApp pilot, CancellationToken cancellation)
    {
        CredentialClient client = new(org);
        EcaAppIdentity app = await client
            .FindAsync(new EcaAppIdentity(pilot.Metadata.Name), cancellation)
            .ConfigureAwait(false);
        ImmutableArray<EcaConsumer> consumers = await client
            .ListConsumersAsync(app, cancellation)
            .ConfigureAwait(false);
        _credential = await client.GetCurrentAsync(consumers[0], cancellation).ConfigureAwait(false);
        _pilot = pilot;
        return await LogInAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Plays the cutover.</summary>
    /// <param name="plan">The plan's entry of the pilot.</param>
    /// <param name="label">The label of the External Client App.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">A step was refused that should not have been, or the other way round.</exception>
    public async Task PlayAsync(PlannedApp plan, string label, CancellationToken cancellation)
    {
        PilotApp pilot = _pilot!;
        _started = server.Time.GetUtcNow();
        _instances = plan.Callers.Sum(caller => caller.Instances);
        _traffic = new PilotTraffic(server.Setup, pilot, _instances);
        _traffic.Switch(_instances, 0, 0);
        PilotGate gate = new(
            org,
            new CutoverGateSubject
            {
                App = pilot.Name,
                OldApp = [pilot.Assessment.App.Id!, pilot.Assessment.App.Label],
                NewApp = [_credential!.ConsumerId, label],
            }
        );

        await StepAsync("Validated", null, cancellation).ConfigureAwait(false);
        await StepAsync(Canary, null, cancellation).ConfigureAwait(false);
        await PromoteAsync(gate, 8, Tenth, cancellation).ConfigureAwait(false);
        await RollBackAsync(gate, cancellation).ConfigureAwait(false);
        await PromoteAsync(gate, 5, Tenth, cancellation).ConfigureAwait(false);
        await PromoteAsync(gate, 4, "30 %", cancellation).ConfigureAwait(false);
        await PromoteAsync(gate, 2, "100 %", cancellation).ConfigureAwait(false);
        await PromoteAsync(gate, 2, "Stable", cancellation).ConfigureAwait(false);
        foreach (int days in new[] { 7, 7, 7, 8 })
        {
            CutoverGateResult decision = await WaitAsync(gate, days, cancellation).ConfigureAwait(false);
            Require(decision, GateVerdict.Promote);
            _evidence.Add([decision]);
            _since = decision.WindowEnd;
        }

        report.Say("Cutover", $"{Day}: stable for 30 days, and nobody used the Connected App", Percent());
        await StepAsync(Frozen, null, cancellation).ConfigureAwait(false);
        await RequireLogInAsync(cancellation).ConfigureAwait(false);
    }

    private async Task PromoteAsync(PilotGate gate, int days, string to, CancellationToken cancellation)
    {
        CutoverGateResult decision = await WaitAsync(gate, days, cancellation).ConfigureAwait(false);
        Require(decision, GateVerdict.Promote);
        await StepAsync(to, decision, cancellation).ConfigureAwait(false);
    }

    /// <summary>A day of the stage whose calls are planted to fail: the gate rolls back, no step forward is possible,
    /// and the way back is taken.</summary>
    private async Task RollBackAsync(PilotGate gate, CancellationToken cancellation)
    {
        CutoverGateResult decision = await WaitAsync(gate, 1, cancellation).ConfigureAwait(false);
        Require(decision, GateVerdict.Rollback);
        report.Say(
            "Cutover",
            $"{Day}: {decision.Verdict}: {decision.Reasons[0].Detail}",
            Percent(),
            StepOutcome.Blocked
        );
        RequireRefused(decision);
        _isFixed = true;
        await MoveAsync(
                new CutoverOptions { Action = SwitchAsync, Reason = decision.Reasons[0].Check },
                (session, target) => session.PlanUndo(target),
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>Plans a step forward on a decision that does not permit it, which must be refused. The refusal enters
    /// the decision into the ledger.</summary>
    private void RequireRefused(CutoverGateResult decision)
    {
        using CutoverSession session = CutoverSession.Open(
            path,
            new CutoverOptions { Gates = [decision] },
            server.Time,
            isPreview: false
        );
        try
        {
            session.PlanStep(new CutoverTarget(_pilot!.Name, null, null));
        }
        catch (EcaException refused) when (refused.ErrorId == "GateRefused")
        {
            return;
        }

        throw RehearsalErrors.GateDecidedOtherwise(decision, GateVerdict.Promote);
    }

    /// <summary>Lets days pass, and asks the gate.</summary>
    private Task<CutoverGateResult> WaitAsync(PilotGate gate, int days, CancellationToken cancellation)
    {
        server.Setup.MoveClock(TimeSpan.FromDays(days));
        return gate.DecideAsync(_since, _switched.Values.Sum() == _instances, cancellation);
    }

    private Task StepAsync(string to, CutoverGateResult? decision, CancellationToken cancellation) =>
        MoveAsync(
            new CutoverOptions
            {
                To = to,
                Gates = decision is null ? [] : [decision],
                Action = SwitchAsync,
            },
            (session, target) => session.PlanStep(target),
            cancellation
        );

    private async Task MoveAsync(
        CutoverOptions options,
        Func<CutoverSession, CutoverTarget, IReadOnlyList<PlannedMove>> plan,
        CancellationToken cancellation
    )
    {
        using CutoverSession session = CutoverSession.Open(path, options, server.Time, isPreview: false);
        CutoverStep? last = null;
        foreach (PlannedMove move in plan(session, new CutoverTarget(_pilot!.Name, null, null)))
        {
            last = await session.RunAsync(move, cancellation).ConfigureAwait(false);
        }

        _since = server.Time.GetUtcNow();
        int onNew = _switched.Values.Sum();
        report.Say(
            "Cutover",
            $"{Day}: {last?.From} -> {last?.To}, {onNew} of {_instances} instances on the ECA ({last?.Because})",
            Percent()
        );
    }

    private int Percent() => 70 + (int)(22 * Math.Min(1, (server.Time.GetUtcNow() - _started).TotalDays / 52));

    /// <summary>The team's own action: logs in with the new credential, and moves calls from one app to the other; at
    /// the end, blocks the Connected App.</summary>
    private async Task SwitchAsync(CutoverMove move, CancellationToken cancellation)
    {
        if (move.To == Frozen)
        {
            AppFreezer freezer = new(org);
            BlockPlan block = await freezer
                .PlanBlockAsync(move.App, AppKind.ConnectedApp, new BlockOptions(), cancellation)
                .ConfigureAwait(false);
            await freezer.ApplyAsync(block, cancellation).ConfigureAwait(false);
            return;
        }

        if (move.InstancesOnEca > 0)
        {
            await RequireLogInAsync(cancellation).ConfigureAwait(false);
        }

        _switched[move.Caller] = move.InstancesOnEca;
        int onNew = _switched.Values.Sum();
        _traffic!.Switch(_instances - onNew, onNew, move.To == Tenth && !_isFixed ? PlantedFailures : 0);
    }

    private async Task RequireLogInAsync(CancellationToken cancellation)
    {
        OAuthFlowResult result = await LogInAsync(cancellation).ConfigureAwait(false);
        if (result.Outcome is not CheckOutcome.Passed)
        {
            throw RehearsalErrors.LogInFailed(result);
        }
    }

    private Task<OAuthFlowResult> LogInAsync(CancellationToken cancellation) =>
        new OAuthFlowTester(org, new SalesforceClientOptions { TimeProvider = server.Time }).TestAsync(
            new OAuthFlowApp(_credential!),
            OAuthFlow.ClientCredentials,
            new OAuthFlowCredentials { ConsumerSecret = _credential!.Secret },
            cancellation: cancellation
        );

    private static void Require(CutoverGateResult decision, GateVerdict verdict)
    {
        if (decision.Verdict != verdict)
        {
            throw RehearsalErrors.GateDecidedOtherwise(decision, verdict);
        }
    }
}
