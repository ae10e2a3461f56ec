using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Rotation;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Flows;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Rotation;

public sealed class UndoAndCompletionTests
{
    [Fact]
    public async Task Undone_before_the_promotion_callers_have_their_old_pair_before_the_staged_one_ends()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await StopBeforePromotionAsync(scene);
        Assert.NotEqual(
            scene.Initial["Alpha"].ConsumerKey,
            (await scene.StoredAsync(scene.Apps[0])).Key,
            StringComparer.Ordinal
        );
        scene.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Forbidden,
                Method = "DELETE",
                ErrorCode = "INSUFFICIENT_ACCESS",
            }
        );
        await Assert.ThrowsAsync<EcaException>(() => UndoAsync(scene));
        Assert.Equal(scene.Initial["Alpha"].ConsumerKey, (await scene.StoredAsync(scene.Apps[0])).Key);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));

        Assert.Equal(KeyRotationState.Undone, (await UndoAsync(scene)).State);
        Assert.Null(await scene.SecondAsync(scene.Apps[0]));
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));

        // A second time there is nothing to do, and the next rotation begins anew.
        scene.Server.Requests.Clear();
        Assert.Equal(KeyRotationState.Undone, (await UndoAsync(scene)).State);
        Assert.Equal(0, scene.Server.Requests.Changes);
        Assert.Equal(KeyRotationState.Rotated, (await KeyRotatorTests.RotateAsync(scene)).State);
        await scene.CheckDoneAsync("after an undo");
    }

    [Theory]
    [InlineData(FaultKind.AnswerLost, false)]
    [InlineData(FaultKind.ConnectionDropped, true)]
    public async Task A_delete_whose_answer_is_lost_counts_only_where_the_pair_is_gone(
        FaultKind kind,
        bool isStillThere
    )
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await StopBeforePromotionAsync(scene);
        scene.Server.Faults.Add(new Fault { Kind = kind, Method = "DELETE" });
        if (isStillThere)
        {
            EcaException error = await Assert.ThrowsAsync<EcaException>(() => UndoAsync(scene));
            Assert.Equal("ChangeOutcomeUnknown", error.ErrorId);
            Assert.NotNull(await scene.SecondAsync(scene.Apps[0]));
        }

        Assert.Equal(KeyRotationState.Undone, (await UndoAsync(scene)).State);
        Assert.Null(await scene.SecondAsync(scene.Apps[0]));
        Assert.Single(scene.Server.Requests.Entries, entry => entry.Method == "DELETE" && entry.Fault == kind);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
    }

    [Fact]
    public async Task What_may_have_been_delivered_is_not_taken_back_without_its_place()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await StopBeforePromotionAsync(scene);
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            UndoAsync(scene, target: new ReturnedTarget())
        );
        Assert.Equal("ParameterMissing", error.ErrorId);
        Assert.Equal(EcaCredentialState.Staged, (await scene.SecondAsync(scene.Apps[0]))!.State);
    }

    [Fact]
    public async Task Undone_after_the_promotion_callers_have_the_previous_pair_and_somebody_is_told_when_it_ends()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await KeyRotatorTests.RotateAsync(scene);
        EcaKeyRotation result = await UndoAsync(scene);
        Assert.Equal(KeyRotationState.NeedsHuman, result.State);
        Assert.Contains(
            result.PreviousValidUntil!.Value.UtcDateTime.ToString(
                "yyyy-MM-dd",
                System.Globalization.CultureInfo.InvariantCulture
            ),
            result.NextStep,
            StringComparison.Ordinal
        );
        Assert.Equal(scene.Initial["Alpha"].ConsumerKey, (await scene.StoredAsync(scene.Apps[0])).Key);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
        Assert.Equal(KeyRotationState.NeedsHuman, (await KeyRotatorTests.RotateAsync(scene)).State);
        Assert.Equal(
            KeyRotationState.Rotated,
            (await KeyRotatorTests.RotateAsync(scene, new KeyRotationOptions { AdoptStaged = true })).State
        );
        await scene.CheckDoneAsync("after an undo that was undone");
    }

    [Fact]
    public async Task Anothers_staged_pair_is_taken_back_only_where_that_is_asked_for()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await new CredentialClient(scene.Org).StageAsync(
            await scene.ConsumerAsync(scene.Apps[0]),
            CancellationToken.None
        );
        Assert.Equal(KeyRotationState.NeedsHuman, (await UndoAsync(scene)).State);
        Assert.NotNull(await scene.SecondAsync(scene.Apps[0]));
        Assert.Equal(KeyRotationState.Undone, (await UndoAsync(scene, adopt: true)).State);
        Assert.Null(await scene.SecondAsync(scene.Apps[0]));
    }

    [Fact]
    public async Task A_previous_pair_that_nobody_was_seen_to_use_is_revoked()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await KeyRotatorTests.RotateAsync(scene);
        scene.Server.Setup.MoveClock(TimeSpan.FromHours(25));
        Assert.Equal(KeyRotationState.Completed, (await CompleteAsync(scene)).State);
        Assert.Null(await scene.SecondAsync(scene.Apps[0]));
        Assert.False((await LogInAsync(scene, scene.Initial["Alpha"])).Succeeded);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
        scene.Server.Requests.Clear();
        Assert.Equal(KeyRotationState.Completed, (await CompleteAsync(scene)).State);
        Assert.Equal(0, scene.Server.Requests.Changes);
    }

    [Fact]
    public async Task A_previous_pair_that_somebody_may_live_on_stays_unless_it_is_forced()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await KeyRotatorTests.RotateAsync(scene);
        scene.Server.Setup.MoveClock(TimeSpan.FromHours(25));
        Assert.True((await LogInAsync(scene, scene.Initial["Alpha"])).Succeeded);
        EcaKeyRotation refused = await CompleteAsync(scene);
        Assert.Equal(KeyRotationState.NeedsHuman, refused.State);
        EcaKeyCaller caller = Assert.Single(refused.Callers);
        Assert.Equal((FlowOrg.RunAs, CallerPair.Unknown), (caller.Username, caller.Pair));
        Assert.NotNull(await scene.SecondAsync(scene.Apps[0]));
        EcaKeyRotation forced = await CompleteAsync(scene, force: true);
        Assert.Equal(KeyRotationState.Completed, forced.State);
        Assert.Single(forced.Callers);
        Assert.Null(await scene.SecondAsync(scene.Apps[0]));
    }

    [Fact]
    public async Task A_token_from_before_the_rotation_that_is_still_used_shows_a_caller_of_the_previous_pair()
    {
        await using FlowOrg flows = await FlowOrg.StartAsync();
        ExternalClientApp app = await flows.MakeAsync("Browser");
        System.Security.SecureString secret = await flows.SecretOfAsync(app);
        string verifier = new('v', 43);
        string challenge = Convert
            .ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(verifier)))
            .TrimEnd('=')
            .Replace('+', '-')
            .Replace('/', '_');
        string code = RotationScene.Plain(await flows.LogInAsync(app, challenge));
        OAuthToken before = await OAuthTokenClient.RequestAsync(
            flows.Server.Url,
            OAuthGrant.AuthorizationCode(app.ConsumerKey!, secret, code, FlowOrg.Callback, verifier)
        );
        flows.Server.Setup.MoveClock(TimeSpan.FromMinutes(5));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("eca-rotation-");
        try
        {
            await using KeyRotationSession session = await KeyRotationSession.OpenAsync(
                flows.Org,
                new EcaAppIdentity(app),
                new RotationJournal(folder.FullName),
                isPreview: false
            );
            KeyRotator rotator = new(session, new KeyRotationOptions { MaximumWait = TimeSpan.Zero });
            await (await rotator.PlanAsync(session.Consumers[0], new ReturnedTarget())).RunAsync();
            flows.Server.Setup.MoveClock(TimeSpan.FromMinutes(5));
            await OAuthTokenClient.RequestAsync(
                flows.Server.Url,
                OAuthGrant.RefreshToken(app.ConsumerKey!, secret, FlowOrg.Secret(before.RefreshToken!))
            );
            EcaConsumer consumer = (await new CredentialClient(flows.Org).ListConsumersAsync(session.App))[0];
            flows.Server.Setup.MoveClock(TimeSpan.FromDays(1));
            RotationPlan plan = await new KeyRotationCompletion(session, new KeyCompletionOptions()).PlanAsync(
                consumer,
                new ReturnedTarget()
            );
            Assert.Equal(KeyRotationState.NeedsHuman, plan.Outcome!.State);
            Assert.Equal(CallerPair.Previous, Assert.Single(plan.Outcome.Callers).Pair);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_status_tells_what_was_done_what_waits_and_when_the_previous_pair_ends()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha", "Beta");
        Assert.Equal(KeyRotationState.NeverRotated, (await StatusAsync(scene, 0)).State);
        await StopBeforePromotionAsync(scene);
        Assert.Equal(
            (KeyRotationState.InProgress, KeyRotationStep.Promoting),
            (await StatusAsync(scene, 0)) is { } running ? (running.State, running.Step) : default
        );
        await KeyRotatorTests.RotateAsync(scene);
        EcaKeyRotation rotated = await StatusAsync(scene, 0);
        Assert.Equal(KeyRotationState.Rotated, rotated.State);
        Assert.InRange(rotated.PreviousValidFor!.Value, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30.1));
        await new CredentialClient(scene.Org).StageAsync(
            await scene.ConsumerAsync(scene.Apps[1]),
            CancellationToken.None
        );
        Assert.Equal(KeyRotationState.NeedsHuman, (await StatusAsync(scene, 1)).State);
        Assert.Equal(
            ["Alpha"],
            (await AppJournal.AppsOfAsync(scene.Journal, scene.Org, [], Assert.Null, CancellationToken.None)).Select(
                app => app.Name
            ),
            StringComparer.Ordinal
        );
    }

    private static async Task StopBeforePromotionAsync(RotationScene scene)
    {
        scene.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Forbidden,
                Method = "PATCH",
                ErrorCode = "API_DISABLED_FOR_ORG",
            }
        );
        await Assert.ThrowsAsync<EcaException>(() => KeyRotatorTests.RotateAsync(scene));
    }

    private static async Task<EcaKeyRotation> UndoAsync(
        RotationScene scene,
        bool adopt = false,
        ICredentialTarget? target = null
    )
    {
        await using KeyRotationSession session = await KeyRotatorTests.OpenAsync(scene);
        KeyRotationUndo undo = new(session, new KeyRotationOptions { AdoptStaged = adopt });
        return await (await undo.PlanAsync(session.Consumers[0], target ?? scene.Store(scene.Apps[0]))).RunAsync();
    }

    private static async Task<EcaKeyRotation> CompleteAsync(
        RotationScene scene,
        bool force = false,
        ICredentialTarget? target = null
    )
    {
        await using KeyRotationSession session = await KeyRotatorTests.OpenAsync(scene);
        KeyRotationCompletion completion = new(session, new KeyCompletionOptions { Force = force });
        return await (
            await completion.PlanAsync(session.Consumers[0], target ?? scene.Store(scene.Apps[0]))
        ).RunAsync();
    }

    private static async Task<EcaKeyRotation> StatusAsync(RotationScene scene, int app)
    {
        await using KeyRotationSession session = await KeyRotatorTests.OpenAsync(
            scene,
            scene.Apps[app],
            isPreview: true
        );
        return await new KeyRotationStatus(session).ReadAsync(session.Consumers[0]);
    }

    private static Task<OAuthOutcome> LogInAsync(RotationScene scene, EcaCredential pair) =>
        OAuthTokenClient.SendAsync(scene.Server.Url, OAuthGrant.ClientCredentials(pair.ConsumerKey, pair.Secret));
}
