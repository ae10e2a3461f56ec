using EcaTools.Core.Cutover;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;
using EcaTools.Core.Tests.Migrations;
using Xunit;

namespace EcaTools.Core.Tests.Cutover;

/// <summary>Callers on their way through the stages, forward and back.</summary>
public sealed class CutoverSessionTests : IDisposable
{
    private static readonly CutoverTarget s_portal = new("Portal", null, null);

    private readonly MigrationScene _scene = new(
        MigrationScene.App("Portal", Enumerable.Range(1, 20).Select(i => $"job{i:00}")),
        MigrationScene.App("Single", "worker") with
        {
            Callers = [new PlannedCaller { Name = "worker", Instances = 40 }],
        }
    );

    [Fact]
    public async Task Callers_of_an_app_are_switched_by_share_and_a_gate_takes_one_step()
    {
        _scene.Add("FlowTest", "Portal");
        await _scene.StepAsync("Portal", "Validated", force: false);
        Assert.Equal(20, CountIn("Validated"));
        await _scene.StepAsync("Portal", "Canary", force: false);
        Assert.Equal(1, CountIn("Canary"));
        foreach ((string stage, int count) in new[] { ("10 %", 2), ("30 %", 6), ("100 %", 20), ("Stable", 20) })
        {
            IReadOnlyList<CutoverStep> steps = await StepAsync(_scene.Gate("Portal"));
            Assert.All(steps, step => Assert.Equal((CutoverStepStatus.Completed, stage), (step.Status, step.To)));
            Assert.Equal(count, CountIn(stage));
        }

        Assert.Equal("job01", _scene.Open().Ledger.Entries.First(entry => entry.To == "Canary").Caller);
    }

    [Fact]
    public async Task Instances_of_one_caller_are_switched_by_share()
    {
        await _scene.StepAsync("Single", "Validated");
        List<int> instances = [];
        foreach (string stage in new[] { "Canary", "10%", "30 %", "100 %" })
        {
            instances.Add((await _scene.StepAsync("Single", stage)).Single().InstancesOnEca);
        }

        Assert.Equal([1, 4, 12, 40], instances);
        Assert.Equal(12, (await _scene.UndoAsync(new CutoverTarget("Single", null, null))).Single().InstancesOnEca);
    }

    [Fact]
    public async Task Repeated_with_the_same_gate_nothing_changes()
    {
        await _scene.StepAsync("Portal", "Validated");
        await _scene.StepAsync("Portal", "Canary");
        CutoverGateResult gate = _scene.Gate("Portal");
        await StepAsync(gate);
        byte[] ledger = File.ReadAllBytes(_scene.LedgerPath);
        IReadOnlyList<CutoverStep> again = await StepAsync(gate);
        Assert.All(again, step => Assert.Equal(CutoverStepStatus.Unchanged, step.Status));
        Assert.Equal(2, again.Count);
        Assert.Equal(ledger, File.ReadAllBytes(_scene.LedgerPath));
    }

    [Fact]
    public async Task Repeated_with_a_stage_nothing_changes_and_no_gate_is_asked_for()
    {
        await _scene.StepAsync("Single", "Validated");
        byte[] ledger = File.ReadAllBytes(_scene.LedgerPath);
        Assert.Equal(
            CutoverStepStatus.Unchanged,
            (await _scene.StepAsync("Single", "Validated", force: false)).Single().Status
        );
        Assert.Equal(ledger, File.ReadAllBytes(_scene.LedgerPath));
    }

    [Theory]
    [InlineData(GateVerdict.Hold)]
    [InlineData(GateVerdict.Rollback)]
    public async Task A_gate_that_does_not_promote_refuses_and_is_evidence(GateVerdict verdict)
    {
        await _scene.StepAsync("Portal", "Validated");
        await _scene.StepAsync("Portal", "Canary");
        EcaException refused = await Assert.ThrowsAsync<EcaException>(() => StepAsync(_scene.Gate("Portal", verdict)));
        Assert.Equal("GateRefused", refused.ErrorId);
        Assert.Contains("AbsoluteFloor: 99.9 % of 1,000", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, CountIn("Canary"));
        LedgerEntry evidence = _scene.Open().Ledger.Entries[^1];
        Assert.Equal(("Gate", "Portal"), (evidence.Evidence, evidence.App));
        Assert.NotEqual(EvidenceOutcome.Passed, evidence.Outcome);
    }

    [Fact]
    public async Task One_bad_gate_among_good_ones_refuses()
    {
        await _scene.StepAsync("Single", "Validated");
        await _scene.StepAsync("Single", "Canary");
        CutoverOptions options = new()
        {
            Gates = [_scene.Gate("Single"), _scene.Gate("Single", GateVerdict.Hold, "worker")],
        };
        Assert.Equal("GateRefused", await RefusalAsync(new CutoverTarget("Single", null, null), options));
    }

    [Fact]
    public async Task What_the_gate_is_missing_or_late_or_early_for_refuses()
    {
        await _scene.StepAsync("Portal", "Validated");
        await _scene.StepAsync("Portal", "Canary");
        CutoverGateResult early = _scene.Gate("Portal");
        Assert.Equal("GateMissing", await RefusalAsync(s_portal, new CutoverOptions { To = "10 %" }));
        Assert.Equal(
            "GateMissing",
            await RefusalAsync(s_portal, new CutoverOptions { Gates = [_scene.Gate("Single")], To = "10 %" })
        );
        await StepAsync(_scene.Gate("Portal"));
        Assert.Equal("GateMissing", await RefusalAsync(s_portal, new CutoverOptions { Gates = [early], To = "30 %" }));
        CutoverGateResult stale = _scene.Gate("Portal");
        CutoverGateResult future = stale with { DecidedAt = stale.DecidedAt.AddHours(1) };
        Assert.Equal("GateMissing", await RefusalAsync(s_portal, new CutoverOptions { Gates = [future], To = "30 %" }));
        _scene.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal("GateMissing", await RefusalAsync(s_portal, new CutoverOptions { Gates = [stale], To = "30 %" }));
    }

    [Fact]
    public async Task Without_a_test_of_the_flows_nothing_is_validated()
    {
        Assert.Equal("GateMissing", await RefusalAsync(s_portal, new CutoverOptions { To = "Validated" }));
        _scene.Add("FlowTest", "Portal", with: entry => entry with { Subject = "JwtBearer" });
        _scene.Add("FlowTest", "Portal", EvidenceOutcome.Failed, entry => entry with { Subject = "WebServer" });
        Assert.Equal("GateMissing", await RefusalAsync(s_portal, new CutoverOptions { To = "Validated" }));
        _scene.Clock.Advance(TimeSpan.FromHours(1));
        _scene.Add("FlowTest", "Portal", with: entry => entry with { Subject = "WebServer" });
        await _scene.StepAsync("Portal", "Validated", force: false);
        Assert.Equal(20, CountIn("Validated"));
    }

    [Fact]
    public async Task Force_needs_a_reason_which_is_in_the_ledger()
    {
        Assert.Equal(
            "ParameterMissing",
            await RefusalAsync(s_portal, new CutoverOptions { To = "Validated", Force = true })
        );
        await _scene.StepAsync("Single", "Validated");
        Assert.All(_scene.Open().Ledger.Entries, entry => Assert.Equal("a test", entry.Reason));
    }

    [Theory]
    [InlineData("Nowhere", "StageNotFound")]
    [InlineData("30 %", "StageNotAllowed")]
    [InlineData(null, "ParameterMissing")]
    public async Task A_stage_that_is_not_the_next_one_is_refused(string? stage, string id) =>
        Assert.Equal(id, await RefusalAsync(s_portal, new CutoverOptions { To = stage }));

    [Fact]
    public async Task What_the_plan_does_not_have_is_refused()
    {
        CutoverOptions options = new() { To = "Validated" };
        Assert.Equal("ParameterMissing", await RefusalAsync(new CutoverTarget(null, null, null), options));
        Assert.Equal("CallerNotFound", await RefusalAsync(new CutoverTarget("Nothing", null, null), options));
        Assert.Equal("CallerNotFound", await RefusalAsync(new CutoverTarget("Portal", "nobody", null), options));
        Assert.Equal("CallerNotFound", await RefusalAsync(new CutoverTarget(null, null, 9), options));
    }

    [Fact]
    public async Task An_action_that_throws_leaves_the_caller_where_it_was_and_the_rest_untouched()
    {
        CutoverOptions options = new()
        {
            To = "Validated",
            Force = true,
            Reason = "a test",
            Action = (move, _) =>
                move.Caller == "job03"
                    ? throw new InvalidOperationException("the vault is closed")
                    : Task.CompletedTask,
        };
        EcaException failed = await Assert.ThrowsAsync<EcaException>(() => _scene.StepAsync(s_portal, options));
        Assert.Equal("CutoverActionFailed", failed.ErrorId);
        Assert.Contains("the vault is closed", failed.Message, StringComparison.Ordinal);
        Assert.Equal(2, CountIn("Validated"));
        LedgerEntry last = _scene.Open().Ledger.Entries[^1];
        Assert.Equal((LedgerEntryKind.StepFailed, "job03"), (last.Kind, last.Caller));
        await _scene.StepAsync(s_portal, options with { Action = null });
        Assert.Equal(20, CountIn("Validated"));
    }

    [Fact]
    public async Task An_action_that_does_not_end_is_stopped_by_its_time_limit()
    {
        CutoverOptions options = new()
        {
            To = "Validated",
            Force = true,
            Reason = "a test",
            Action = (_, cancellation) => new TaskCompletionSource().Task.WaitAsync(cancellation),
        };
        EcaException failed = await Assert.ThrowsAsync<EcaException>(() =>
            _scene.StepAsync(new CutoverTarget("Single", null, null), options)
        );
        Assert.Equal("CutoverActionFailed", failed.ErrorId);
        Assert.Equal("Planned", _scene.StageOf("worker"));
    }

    [Fact]
    public async Task A_secret_in_the_error_of_an_action_is_not_in_the_ledger()
    {
        string secret = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        CutoverOptions options = new()
        {
            To = "Validated",
            Force = true,
            Reason = "a test",
            Action = (_, _) => throw new InvalidOperationException($"refused {secret}"),
        };
        await Assert.ThrowsAsync<EcaException>(() =>
            _scene.StepAsync(new CutoverTarget("Single", null, null), options)
        );
        Assert.DoesNotContain(secret, File.ReadAllText(_scene.LedgerPath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_goes_to_the_last_good_stage_and_repeated_changes_nothing()
    {
        await _scene.StepAsync("Portal", "Validated");
        await _scene.StepAsync("Portal", "Canary");
        await _scene.StepAsync("Portal", "10 %");
        Assert.Equal(2, (await _scene.UndoAsync(s_portal)).Count(step => step.Status == CutoverStepStatus.Completed));
        Assert.Equal(
            ["Canary", "Validated", "Validated"],
            Enumerable.Range(1, 3).Select(number => _scene.StageOf($"job0{number}")),
            StringComparer.Ordinal
        );
        byte[] ledger = File.ReadAllBytes(_scene.LedgerPath);
        Assert.All(await _scene.UndoAsync(s_portal), step => Assert.Equal(CutoverStepStatus.Unchanged, step.Status));
        Assert.Equal(ledger, File.ReadAllBytes(_scene.LedgerPath));
        await _scene.UndoAsync(s_portal, new CutoverOptions { To = "Planned", Reason = "all the way" });
        Assert.Equal(20, CountIn("Planned"));
        Assert.Equal("all the way", _scene.Open().Ledger.Entries[^1].Reason);
    }

    [Fact]
    public async Task Undo_takes_back_what_a_failed_action_may_have_changed()
    {
        await _scene.StepAsync("Single", "Validated");
        CutoverTarget single = new("Single", null, null);
        CutoverOptions broken = new()
        {
            To = "Canary",
            Force = true,
            Reason = "a test",
            Action = (_, _) => throw new InvalidOperationException("half done"),
        };
        await Assert.ThrowsAsync<EcaException>(() => _scene.StepAsync(single, broken));
        List<CutoverMove> moves = [];
        await _scene.UndoAsync(single, new CutoverOptions { Action = Note });
        CutoverMove move = Assert.Single(moves);
        Assert.Equal(("Canary", "Validated", true, 0), (move.From, move.To, move.IsUndo, move.InstancesOnEca));
        await _scene.UndoAsync(single, new CutoverOptions { Action = Note });
        Assert.Single(moves);

        Task Note(CutoverMove made, CancellationToken cancellation)
        {
            moves.Add(made);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void Two_at_once_are_refused_and_a_preview_is_not()
    {
        using CutoverSession first = CutoverSession.Open(_scene.Path, new CutoverOptions(), _scene.Clock, false);
        Assert.Equal(
            "StepRunning",
            Assert
                .Throws<EcaException>(() =>
                    CutoverSession.Open(_scene.Path, new CutoverOptions(), _scene.Clock, isPreview: false)
                )
                .ErrorId
        );
        CutoverSession.Open(_scene.Path, new CutoverOptions(), _scene.Clock, isPreview: true).Dispose();
    }

    [Fact]
    public async Task What_another_machine_may_still_be_doing_is_left_alone()
    {
        MigrationFolder folder = _scene.Open();
        folder.Append(
            new LedgerEntry
            {
                Kind = LedgerEntryKind.StepStarted,
                By = "mary@elsewhere",
                App = "Single",
                Caller = "worker",
                From = "Planned",
                To = "Validated",
                Instances = 0,
            }
        );
        CutoverTarget single = new("Single", null, null);
        Assert.Equal("StepRunningElsewhere", await RefusalAsync(single, new CutoverOptions { To = "Validated" }));
        Assert.Equal(
            "StepRunningElsewhere",
            (await Assert.ThrowsAsync<EcaException>(() => _scene.UndoAsync(single))).ErrorId
        );
        _scene.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("Validated", (await _scene.StepAsync(single, new CutoverOptions())).Single().To);
    }

    [Fact]
    public async Task A_broken_ledger_promotes_nothing()
    {
        await _scene.StepAsync("Single", "Validated");
        string text = File.ReadAllText(_scene.LedgerPath);
        File.WriteAllText(_scene.LedgerPath, text.Replace("Validated", "Frozen", StringComparison.Ordinal));
        Assert.Equal("LedgerBroken", await RefusalAsync(s_portal, new CutoverOptions { To = "Canary" }));
        Assert.All(MigrationOverview.Of(_scene.Open()), caller => Assert.Null(caller.Stage));
    }

    [Fact]
    public async Task A_stage_that_callers_have_reached_must_stay_in_the_plan()
    {
        await _scene.StepAsync("Single", "Validated");
        File.WriteAllText(
            Path.Combine(_scene.Path, "migration.json"),
            """
            { "version": 1, "stages": [{ "name": "Old", "share": 0 }, { "name": "New", "share": 100 }] }
            """
        );
        Assert.Equal("StageNotFound", Assert.Throws<EcaException>(() => MigrationOverview.Of(_scene.Open())).ErrorId);
    }

    [Fact]
    public async Task A_caller_that_was_renamed_by_hand_is_told()
    {
        await _scene.StepAsync("Single", "Validated");
        string path = Path.Combine(_scene.Path, "apps", "Single.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("worker", "renamed", StringComparison.Ordinal));
        Assert.Equal(["worker of Single"], MigrationOverview.Unplanned(_scene.Open()));
    }

    [Fact]
    public void A_preview_plans_and_writes_nothing()
    {
        _scene.Add("FlowTest", "Portal");
        byte[] ledger = File.ReadAllBytes(_scene.LedgerPath);
        using CutoverSession preview = CutoverSession.Open(
            _scene.Path,
            new CutoverOptions { To = "Validated", Gates = [_scene.Gate("Portal", GateVerdict.Rollback)] },
            _scene.Clock,
            isPreview: true
        );
        Assert.Equal("GateRefused", Assert.Throws<EcaException>(() => preview.PlanStep(s_portal)).ErrorId);
        Assert.Equal(ledger, File.ReadAllBytes(_scene.LedgerPath));
    }

    public void Dispose() => _scene.Dispose();

    private Task<IReadOnlyList<CutoverStep>> StepAsync(CutoverGateResult gate) =>
        _scene.StepAsync(s_portal, new CutoverOptions { Gates = [gate] });

    private async Task<string> RefusalAsync(CutoverTarget target, CutoverOptions options) =>
        (await Assert.ThrowsAsync<EcaException>(() => _scene.StepAsync(target, options))).ErrorId;

    private int CountIn(string stage) =>
        MigrationOverview.Of(_scene.Open()).Count(caller => caller.App == "Portal" && caller.Stage == stage);
}
