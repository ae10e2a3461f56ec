using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.Rotation;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Rotation;

/// <summary>Each way that was found to lock callers out, or to leave them in the dark, and what happens now.</summary>
public sealed partial class LockOutTests
{
    private static readonly KeyRotationOptions Quick = new() { MaximumWait = TimeSpan.Zero };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Complete_after_Undo_is_refused_even_when_forced(bool namesTarget)
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await RotateAsync(scene);
        Assert.Equal(KeyRotationState.NeedsHuman, (await UndoAsync(scene, scene.Store(scene.Apps[0]))).State);
        scene.Server.Setup.MoveClock(TimeSpan.FromDays(2));
        ICredentialTarget target = namesTarget ? scene.Store(scene.Apps[0]) : new ReturnedTarget();
        foreach (bool force in (bool[])[false, true])
        {
            EcaException error = await Assert.ThrowsAsync<EcaException>(() => CompleteAsync(scene, target, force));
            Assert.Equal("CurrentPairNotDelivered", error.ErrorId);
            Assert.Contains(scene.Store(scene.Apps[0]).Name, error.Message, StringComparison.Ordinal);
        }

        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
        Assert.Equal(EcaCredentialState.Previous, (await scene.SecondAsync(scene.Apps[0]))!.State);
    }

    [Fact]
    public async Task Complete_after_Undo_goes_on_if_the_target_reads_back_the_new_pair()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await RotateAsync(scene);
        await UndoAsync(scene, scene.Store(scene.Apps[0]));
        await scene.Store(scene.Apps[0]).DeliverAsync(await scene.CurrentAsync(scene.Apps[0]), CancellationToken.None);
        Assert.Equal(KeyRotationState.NeedsHuman, (await CompleteAsync(scene, scene.Store(scene.Apps[0]))).State);
        Assert.Equal(
            KeyRotationState.Completed,
            (await CompleteAsync(scene, scene.Store(scene.Apps[0]), force: true)).State
        );
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
    }

    [Fact]
    public async Task Complete_reads_the_target_and_refuses_one_that_was_put_back()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await RotateAsync(scene);
        scene.Server.Setup.MoveClock(TimeSpan.FromDays(2));
        await scene.Store(scene.Apps[0]).DeliverAsync(scene.Initial["Alpha"], CancellationToken.None);
        Assert.Equal(
            "CurrentPairNotDelivered",
            (
                await Assert.ThrowsAsync<EcaException>(() =>
                    CompleteAsync(scene, scene.Store(scene.Apps[0]), force: true)
                )
            ).ErrorId
        );

        // Without the target nothing can be compared; forced, the result says what was not read.
        EcaKeyRotation unread = await CompleteAsync(scene, new ReturnedTarget());
        Assert.Equal(KeyRotationState.NeedsHuman, unread.State);
        Assert.Contains("Name the delivery target", unread.NextStep, StringComparison.Ordinal);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));

        // The next rotation run delivers the app's own pair again, and then the previous one can go.
        Assert.Equal(KeyRotationState.Redelivered, (await RotateAsync(scene)).State);
        Assert.Contains(
            "-MinimumAge",
            (await CompleteAsync(scene, scene.Store(scene.Apps[0]))).NextStep,
            StringComparison.Ordinal
        );
        scene.Server.Setup.MoveClock(TimeSpan.FromHours(25));
        Assert.Equal(KeyRotationState.Completed, (await CompleteAsync(scene, scene.Store(scene.Apps[0]))).State);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
    }

    [Fact]
    public async Task Complete_without_Force_waits_a_day_or_as_long_as_asked_for()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await RotateAsync(scene);
        EcaKeyRotation early = await CompleteAsync(scene, scene.Store(scene.Apps[0]));
        Assert.Equal(KeyRotationState.NeedsHuman, early.State);
        Assert.Contains("-MinimumAge", early.NextStep, StringComparison.Ordinal);
        scene.Server.Setup.MoveClock(TimeSpan.FromHours(25));
        Assert.Equal(
            KeyRotationState.NeedsHuman,
            (await CompleteAsync(scene, scene.Store(scene.Apps[0]), minimumAge: TimeSpan.FromDays(7))).State
        );
        Assert.NotNull(await scene.SecondAsync(scene.Apps[0]));
        Assert.Equal(KeyRotationState.Completed, (await CompleteAsync(scene, scene.Store(scene.Apps[0]))).State);
    }

    [Fact]
    public async Task Complete_without_Force_wants_a_journal_that_says_done()
    {
        // Another machine has promoted the pair, and has not delivered it.
        await using RotationScene scene = await RotationScene.StartAsync(
            new PracticeOrgOptions { StagedPairsWorkBeforeRotation = false },
            "Alpha"
        );
        await Assert.ThrowsAsync<DiedException>(() =>
            RotateAsync(scene, new FragileTarget(scene.Store(scene.Apps[0]), diesAt: 2))
        );
        Directory.Delete(scene.JournalFolder, recursive: true);
        scene.Server.Setup.MoveClock(TimeSpan.FromDays(2));
        EcaKeyRotation result = await CompleteAsync(scene, new ReturnedTarget());
        Assert.Equal(KeyRotationState.NeedsHuman, result.State);
        Assert.Contains(
            "The journal does not say that this rotation is done",
            result.NextStep,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "CurrentPairNotDelivered",
            (
                await Assert.ThrowsAsync<EcaException>(() =>
                    CompleteAsync(scene, scene.Store(scene.Apps[0]), force: true)
                )
            ).ErrorId
        );
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));

        // Forced and without a target, the result says that nothing was read.
        Assert.Contains(
            "No delivery target was read",
            (await CompleteAsync(scene, new ReturnedTarget(), force: true)).NextStep,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Undo_at_another_target_is_refused()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await StopBeforePromotionAsync(scene);
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => UndoAsync(scene, Other(scene)));
        Assert.Equal("ParameterMissing", error.ErrorId);
        Assert.Contains(scene.Store(scene.Apps[0]).Name, error.Message, StringComparison.Ordinal);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));

        // After the promotion as well.
        await RotateAsync(scene);
        Assert.Equal(
            "ParameterMissing",
            (await Assert.ThrowsAsync<EcaException>(() => UndoAsync(scene, Other(scene)))).ErrorId
        );
    }

    [Fact]
    public async Task Every_target_that_may_hold_the_new_pair_is_remembered_and_undone_before_it_ends()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await StopBeforePromotionAsync(scene);
        scene.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Forbidden,
                Method = "PATCH",
                ErrorCode = "API_DISABLED_FOR_ORG",
            }
        );
        await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene, Other(scene)));

        EcaKeyRotation first = await UndoAsync(scene, Other(scene));
        Assert.Equal(KeyRotationState.NeedsHuman, first.State);
        Assert.Contains(scene.Store(scene.Apps[0]).Name, first.NextStep, StringComparison.Ordinal);
        Assert.Equal(EcaCredentialState.Staged, (await scene.SecondAsync(scene.Apps[0]))!.State);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));

        // A rotation run does not undo the undo.
        Assert.Equal(KeyRotationState.NeedsHuman, (await RotateAsync(scene)).State);
        Assert.Equal(KeyRotationState.Undone, (await UndoAsync(scene, scene.Store(scene.Apps[0]))).State);
        Assert.Null(await scene.SecondAsync(scene.Apps[0]));
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
    }

    [Fact]
    public async Task A_run_that_is_resumed_with_another_target_says_which_pair_the_first_one_gives_callers()
    {
        await using RotationScene scene = await RotationScene.StartAsync(
            new PracticeOrgOptions { StagedPairsWorkBeforeRotation = false },
            "Alpha"
        );
        await Assert.ThrowsAsync<DiedException>(() =>
            RotateAsync(scene, new FragileTarget(scene.Store(scene.Apps[0]), diesAt: 2))
        );
        EcaKeyRotation resumed = await RotateAsync(scene, Other(scene));
        Assert.Equal(KeyRotationState.Resumed, resumed.State);
        Assert.Contains($"from {scene.Store(scene.Apps[0]).Name}", resumed.NextStep, StringComparison.Ordinal);
        Assert.Equal(2, resumed.Places.Length);

        // Complete waits for the first target, and the command that the result names brings it the pair.
        scene.Server.Setup.MoveClock(TimeSpan.FromDays(2));
        Assert.Equal(KeyRotationState.NeedsHuman, (await CompleteAsync(scene, Other(scene))).State);
        Assert.Equal(KeyRotationState.Redelivered, (await RotateAsync(scene)).State);
        scene.Server.Setup.MoveClock(TimeSpan.FromHours(25));
        Assert.Equal(KeyRotationState.Completed, (await CompleteAsync(scene, Other(scene))).State);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
    }

    [Fact]
    public async Task A_staged_pair_that_somebody_removes_after_its_delivery_is_replaced_by_the_apps_own()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        CredentialClient setup = new(scene.Org);
        EcaConsumer consumer = await scene.ConsumerAsync(scene.Apps[0]);
        FragileTarget target = new(scene.Store(scene.Apps[0]))
        {
            AfterReadBack = async () =>
            {
                if (await setup.GetStagedAsync(consumer, CancellationToken.None) is { } staged)
                {
                    await setup.DeleteStagedAsync(consumer, staged.Id, CancellationToken.None);
                }
            },
        };
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene, target));
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]), error.ToString());
        Assert.Equal(scene.Initial["Alpha"].ConsumerKey, (await scene.StoredAsync(scene.Apps[0])).Key);
        Assert.Contains("Callers get the app's own pair", error.Message, StringComparison.Ordinal);
        Assert.Equal(KeyRotationState.Resumed, (await RotateAsync(scene)).State);
    }

    [Fact]
    public async Task The_error_of_a_promotion_whose_pair_is_gone_names_what_happened()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        CredentialClient setup = new(scene.Org);
        EcaConsumer consumer = await scene.ConsumerAsync(scene.Apps[0]);
        // It is removed at the proof of what was read back, the last step before the promotion.
        KeyRotationOptions options = Quick with
        {
            Verify = Counting(2, () => RemoveAsync(setup, consumer)),
        };
        await StopBeforePromotionAsync(scene);
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene, options: options));
        Assert.Equal("StagedPairGone", error.ErrorId);
        Assert.Contains("Callers get the app's own pair", error.Message, StringComparison.Ordinal);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
        Assert.Equal(KeyRotationState.Rotated, (await RotateAsync(scene)).State);
    }

    [Fact]
    public async Task A_pair_that_was_delivered_and_not_promoted_is_warned_of_until_it_ends()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        scene.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Forbidden,
                Method = "PATCH",
                ErrorCode = "API_DISABLED_FOR_ORG",
            }
        );
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene));
        EcaKeyRotation status = await StatusAsync(scene);
        string until = PairState.Text(status.StagedValidUntil);
        Assert.Contains(until, error.Message, StringComparison.Ordinal);
        Assert.Contains(until, status.NextStep, StringComparison.Ordinal);
        Assert.Equal(CallerPair.Staged, Assert.Single(status.Places).Pair);
        Assert.InRange(status.StagedValidFor!.Value, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30.1));

        scene.Server.Setup.MoveClock(TimeSpan.FromDays(31));
        EcaKeyRotation over = await StatusAsync(scene);
        Assert.Equal((KeyRotationState.NeedsHuman, CallerPair.Ended), (over.State, Assert.Single(over.Places).Pair));
        Assert.Contains("locked out", over.NextStep, StringComparison.Ordinal);
        Assert.Equal(KeyRotationState.Resumed, (await RotateAsync(scene)).State);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
    }

    [Fact]
    public async Task An_undo_whose_promotion_got_no_response_asks_the_org_and_never_delivers_the_new_pair_again()
    {
        await using RotationScene scene = await RotationScene.StartAsync(
            new PracticeOrgOptions { PreviousPairsCanBePromoted = true },
            "Alpha"
        );
        await RotateAsync(scene);
        scene.Server.Faults.Add(new Fault { Kind = FaultKind.AnswerLost, Method = "PATCH" });
        Assert.Equal(KeyRotationState.Undone, (await UndoAsync(scene, scene.Store(scene.Apps[0]))).State);
        Assert.Equal(scene.Initial["Alpha"].ConsumerKey, (await scene.CurrentAsync(scene.Apps[0])).ConsumerKey);

        scene.Server.Requests.Clear();
        foreach (bool adopt in (bool[])[false, true])
        {
            Assert.Equal(KeyRotationState.Undone, (await UndoAsync(scene, scene.Store(scene.Apps[0]), adopt)).State);
        }

        Assert.Equal(0, scene.Server.Requests.Changes);
        Assert.Equal(scene.Initial["Alpha"].ConsumerKey, (await scene.StoredAsync(scene.Apps[0])).Key);
    }

    [Fact]
    public async Task An_undo_that_was_killed_before_its_last_record_is_finished_by_the_next()
    {
        await using RotationScene scene = await RotationScene.StartAsync(
            new PracticeOrgOptions { PreviousPairsCanBePromoted = true },
            "Alpha"
        );
        await RotateAsync(scene);
        RotationJournal dying = new(scene.JournalFolder)
        {
            Reached = what => _ = what == "before Undone" ? throw new DiedException() : what,
        };
        await Assert.ThrowsAsync<DiedException>(() => UndoAsync(scene, scene.Store(scene.Apps[0]), journal: dying));
        Assert.Equal(KeyRotationStep.Undoing, (await StatusAsync(scene)).Step);
        Assert.Equal(KeyRotationState.NeedsHuman, (await RotateAsync(scene)).State);
        Assert.Equal(KeyRotationState.Undone, (await UndoAsync(scene, scene.Store(scene.Apps[0]))).State);
        Assert.Equal(scene.Initial["Alpha"].ConsumerKey, (await scene.StoredAsync(scene.Apps[0])).Key);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
    }

    [Fact]
    public async Task Undo_and_Complete_refuse_while_an_immediate_replacement_may_still_be_deployed()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        RotationJournal dying = new(scene.JournalFolder)
        {
            Reached = what => _ = what == "after Promoting" ? throw new DiedException() : what,
        };
        await Assert.ThrowsAsync<DiedException>(() => ReplaceAsync(scene, dying));
        EcaKeyRotation refused = await UndoAsync(scene, scene.Store(scene.Apps[0]));
        Assert.Equal(KeyRotationState.NeedsHuman, refused.State);
        Assert.Contains("-Immediate", refused.NextStep, StringComparison.Ordinal);
        Assert.Equal(KeyRotationStep.Promoting, (await StatusAsync(scene)).Step);
        Assert.Contains("may be locked out", (await StatusAsync(scene)).NextStep, StringComparison.Ordinal);

        // Whoever has made sure that nothing is deployed any more can end the attempt.
        Assert.Equal(KeyRotationState.Undone, (await UndoAsync(scene, scene.Store(scene.Apps[0]), adopt: true)).State);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
        Assert.Equal(KeyRotationState.Rotated, (await RotateAsync(scene)).State);
    }

    [Fact]
    public async Task A_target_that_accepts_nothing_is_found_out_before_anything_is_staged_or_replaced()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        EnvironmentFileTarget nowhere = new(Path.Combine(scene.StoreFolder, "missing", "app.env"), "KEY", "SECRET");
        Assert.Equal(
            "FileNotWritten",
            (await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene, nowhere))).ErrorId
        );
        Assert.Equal(
            "FileNotWritten",
            (await Assert.ThrowsAsync<EcaException>(() => ReplaceAsync(scene, scene.Journal, nowhere))).ErrorId
        );
        Assert.Equal(0, scene.Server.Requests.Changes);
    }

    [Fact]
    public async Task A_run_that_is_stopped_says_which_pair_callers_have_and_how_to_resume()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        using CancellationTokenSource stop = new();
        FragileTarget target = new(scene.Store(scene.Apps[0]))
        {
            BeforeDelivery = count => count == 2 ? stop.CancelAsync() : Task.CompletedTask,
        };
        await using KeyRotationSession session = await KeyRotatorTests.OpenAsync(scene);
        RotationPlan plan = await new KeyRotator(session, Quick).PlanAsync(session.Consumers[0], target);
        Assert.Null(plan.StoppedNote);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => plan.RunAsync(stop.Token));
        Assert.StartsWith("The rotation of Alpha/", plan.StoppedNote, StringComparison.Ordinal);
        Assert.Contains(target.Name, plan.StoppedNote, StringComparison.Ordinal);
        Assert.EndsWith("Run the same command again to resume it.", plan.StoppedNote, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_immediate_replacement_names_the_other_targets_whose_callers_are_locked_out()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await RotateAsync(scene, Other(scene));
        EcaKeyRotation result = await ReplaceAsync(scene, scene.Journal);
        Assert.Contains(
            $"Callers that fetch their pair from {Other(scene).Name} are locked out",
            result.NextStep,
            StringComparison.Ordinal
        );
        EcaKeyRotation redelivered = await RotateAsync(
            scene,
            Other(scene),
            Quick with
            {
                IfOlderThan = TimeSpan.FromDays(1),
            }
        );
        Assert.Equal(KeyRotationState.Redelivered, redelivered.State);
        Assert.All(redelivered.Places, place => Assert.Equal(CallerPair.Current, place.Pair));
    }
}
