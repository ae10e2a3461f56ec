using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Rotation;

public sealed class KeyRotatorTests
{
    [Fact]
    public async Task A_rotation_sends_what_its_steps_need_and_nothing_more()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        EcaKeyRotation result = await RotateAsync(scene);
        Assert.Equal(KeyRotationState.Rotated, result.State);
        Assert.Equal(KeyRotationStep.Done, result.Step);
        Assert.Equal(
            [
                "GET oauth credentials",
                "GET staged credentials",
                // Whether the session's own token is the app's: only a login that does not tell its app needs these
                // two.
                "GET oauth credentials",
                "POST introspect",
                "POST staged credentials",
                "POST token",
                "POST token",
                "PATCH staged credentials",
                "POST token",
            ],
            scene.Server.Requests.Entries.Select(entry => $"{entry.Method} {entry.Kind}"),
            StringComparer.Ordinal
        );
        await scene.CheckDoneAsync("undisturbed");
        scene.CheckFiles("undisturbed");
    }

    [Fact]
    public async Task A_pair_that_the_org_does_not_let_in_yet_is_promoted_first_and_never_delivered_before()
    {
        await using RotationScene scene = await RotationScene.StartAsync(
            new PracticeOrgOptions { StagedPairsWorkBeforeRotation = false },
            "Alpha"
        );
        RecordingTarget target = new(
            scene.Store(scene.Apps[0]),
            () => scene.Server.Requests.CountOf("staged credentials")
        );
        EcaKeyRotation result = await RotateAsync(scene, target: target);
        Assert.Equal(KeyRotationState.Rotated, result.State);

        // The app's own pair is delivered after the first GET, and the new one after GET, POST and PATCH.
        Assert.Equal([1, 3], target.Deliveries);
        await scene.CheckDoneAsync("promoted first");
    }

    [Fact]
    public async Task Where_delivery_must_come_first_a_pair_that_does_not_log_in_is_neither_delivered_nor_promoted()
    {
        await using RotationScene scene = await RotationScene.StartAsync(
            new PracticeOrgOptions { StagedPairsWorkBeforeRotation = false },
            "Alpha"
        );
        KeyRotationOptions options = new() { Order = KeyRotationOrder.DeliverFirst, MaximumWait = TimeSpan.Zero };
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene, options));
        Assert.Equal("PairRefused", error.ErrorId);
        Assert.Equal(scene.Initial["Alpha"].ConsumerKey, (await scene.StoredAsync(scene.Apps[0])).Key);
        Assert.Equal(scene.Initial["Alpha"].ConsumerKey, (await scene.CurrentAsync(scene.Apps[0])).ConsumerKey);
        Assert.DoesNotContain(scene.Server.Requests.Entries, entry => entry.Method == "PATCH");

        // The org changes its mind, or the administrator the order: the same staged pair is gone on with.
        Assert.Equal(KeyRotationState.Resumed, (await RotateAsync(scene)).State);
        Assert.Single(scene.Server.Requests.Entries, entry => entry is { Method: "POST", Kind: "staged credentials" });
        await scene.CheckDoneAsync("after a change of the order");
    }

    [Fact]
    public async Task A_preview_changes_nothing_in_the_org_the_store_or_the_journal()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await using (KeyRotationSession session = await OpenAsync(scene, isPreview: true))
        {
            RotationPlan plan = await new KeyRotator(session, new KeyRotationOptions()).PlanAsync(
                session.Consumers[0],
                scene.Store(scene.Apps[0])
            );
            Assert.Null(plan.Outcome);
            Assert.IsType<StagePlan>(plan);
            Assert.Equal("stage a new pair", plan.Steps[1]);
            Assert.Contains(
                plan.Steps,
                step => step.Contains(scene.Store(scene.Apps[0]).Name, StringComparison.Ordinal)
            );
        }

        Assert.Equal(0, scene.Server.Requests.Changes);
        Assert.Empty(Directory.EnumerateFileSystemEntries(scene.JournalFolder));
        Assert.Equal(scene.Initial["Alpha"].ConsumerKey, (await scene.StoredAsync(scene.Apps[0])).Key);
    }

    [Fact]
    public async Task A_pair_that_somebody_else_staged_is_left_alone_until_it_is_adopted()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        StagedPair foreign = await new CredentialClient(scene.Org).StageAsync(
            await scene.ConsumerAsync(scene.Apps[0]),
            CancellationToken.None
        );
        scene.Server.Requests.Clear();
        EcaKeyRotation result = await RotateAsync(scene);
        Assert.Equal(KeyRotationState.NeedsHuman, result.State);
        Assert.Contains("-AdoptStaged", result.NextStep, StringComparison.Ordinal);
        Assert.Equal(0, scene.Server.Requests.Changes);
        Assert.Equal(
            KeyRotationState.Rotated,
            (await RotateAsync(scene, new KeyRotationOptions { AdoptStaged = true })).State
        );
        Assert.Equal(foreign.Credential.ConsumerKey, (await scene.StoredAsync(scene.Apps[0])).Key);
        await scene.CheckDoneAsync("adopted");
    }

    [Fact]
    public async Task A_pair_that_another_user_staged_after_ours_was_lost_is_not_taken_for_ours()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        scene.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ConnectionDropped,
                Method = "POST",
                Endpoint = "staged credentials",
            }
        );
        EcaException lost = await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene));
        Assert.Equal("ChangeOutcomeUnknown", lost.ErrorId);
        await using (
            AppJournal journal = await AppJournal.OpenAsync(
                scene.Journal,
                scene.Org,
                new EcaAppIdentity(scene.Apps[0]),
                isPreview: true
            )
        )
        {
            EcaConsumer consumer = await scene.ConsumerAsync(scene.Apps[0]);
            StagedPair staged = await new CredentialClient(scene.Org).StageAsync(consumer, CancellationToken.None);
            PairState state = new()
            {
                Entry = journal[consumer.ConsumerId],
                Current = scene.Initial["Alpha"],
                CurrentKey = journal.Fingerprint(consumer.ConsumerKey),
                Second = staged,
                SecondKey = journal.Fingerprint(staged.Credential.ConsumerKey),
                UserId = scene.Org.UserId,
                Now = staged.CreatedDate!.Value,
            };
            Assert.Equal(RotationAction.ResumeStaged, Decide(state));
            Assert.Equal(RotationAction.NeedsDecision, Decide(state with { UserId = "005000000000000" }));
            StagedPair earlier = staged with
            {
                CreatedDate = journal[consumer.ConsumerId]!.StartedAt - TimeSpan.FromHours(1),
            };
            Assert.Equal(RotationAction.NeedsDecision, Decide(state with { Second = earlier }));
        }
    }

    [Fact]
    public async Task A_young_pair_is_not_due_and_an_old_one_is()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        KeyRotationOptions quarterly = new() { IfOlderThan = TimeSpan.FromDays(90) };
        Assert.Equal(KeyRotationState.Rotated, (await RotateAsync(scene, quarterly)).State);
        scene.Server.Requests.Clear();
        EcaKeyRotation second = await RotateAsync(scene, quarterly);
        Assert.Equal(KeyRotationState.NotDue, second.State);
        Assert.Equal(0, scene.Server.Requests.Changes);
        scene.Server.Setup.MoveClock(TimeSpan.FromDays(89));
        Assert.Equal(KeyRotationState.NotDue, (await RotateAsync(scene, quarterly)).State);
        scene.Server.Setup.MoveClock(TimeSpan.FromDays(2));
        Assert.Equal(KeyRotationState.Rotated, (await RotateAsync(scene, quarterly)).State);
        Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]));
    }

    [Fact]
    public async Task The_age_of_a_pair_that_somebody_else_rotated_is_told_by_the_one_that_it_replaced()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        CredentialClient client = new(scene.Org);
        EcaConsumer consumer = await scene.ConsumerAsync(scene.Apps[0]);
        await client.PromoteAsync(
            consumer,
            (await client.StageAsync(consumer, CancellationToken.None)).Id,
            CancellationToken.None
        );
        // Callers have the previous pair, which ends: that is not left to the age of the new one.
        Assert.Equal(
            KeyRotationState.NeedsHuman,
            (await RotateAsync(scene, new KeyRotationOptions { IfOlderThan = TimeSpan.FromDays(20) })).State
        );
        Assert.Equal(KeyRotationState.NeedsHuman, (await RotateAsync(scene)).State);

        // The store has the pair that was replaced; the lost journal's rotation is ended.
        Assert.Equal(
            KeyRotationState.Rotated,
            (await RotateAsync(scene, new KeyRotationOptions { AdoptStaged = true })).State
        );
        await scene.CheckDoneAsync("adopted after the promotion");
    }

    [Fact]
    public async Task The_app_that_the_session_is_logged_in_by_is_refused_before_any_change()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        EcaCredential own = scene.Initial["Alpha"];
        OAuthToken token = await OAuthTokenClient.ClientCredentialsAsync(scene.Server.Url, own.ConsumerKey, own.Secret);
        EcaOrg[] sessions =
        [
            await OrgConnector.ConnectAsync(
                new ClientCredentialsLogin(LoginHost.Parse(scene.Server.Url.AbsoluteUri), own.ConsumerKey, own.Secret),
                "own",
                new ApiVersion(66)
            ),
            await OrgConnector.ConnectAsync(scene.Server.Url, token.AccessToken, "own", new ApiVersion(66)),
        ];
        Assert.Equal(own.ConsumerKey, sessions[0].LoginConsumerKey);
        Assert.Null(sessions[1].LoginConsumerKey);
        foreach (EcaOrg session in sessions)
        {
            EcaException error = await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene, org: session));
            Assert.Equal("OwnAppRefused", error.ErrorId);
        }

        Assert.Equal(0, scene.Server.Requests.Changes);
    }

    [Fact]
    public async Task An_app_without_client_credentials_is_proved_by_introspection()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        ExternalClientApp browser = await scene.MakeAsync("Browser");
        scene.Server.Requests.Clear();
        EcaKeyRotation result = await RotateAsync(
            scene,
            app: browser,
            target: new ReturnedTarget(),
            options: new KeyRotationOptions { IncludeCredential = true }
        );
        Assert.Equal(KeyRotationState.Rotated, result.State);
        Assert.Equal((await scene.CurrentAsync(browser)).ConsumerKey, result.Credential!.ConsumerKey);

        // One grant that is refused for its flow, then the pair's three proofs and the look at the session's own token.
        Assert.Equal(1, scene.Server.Requests.CountOf("token"));
        Assert.InRange(scene.Server.Requests.CountOf("introspect"), 3, 4);
    }

    [Fact]
    public async Task All_consumers_of_an_app_are_rotated_each_with_its_own_place()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        scene.Server.Setup.AddConsumer("Alpha");
        await using KeyRotationSession session = await OpenAsync(scene);
        Assert.Equal(2, session.Consumers.Length);
        KeyRotator rotator = new(session, new KeyRotationOptions());
        foreach (EcaConsumer consumer in session.Consumers)
        {
            EnvironmentFileTarget place = new(
                Path.Combine(scene.StoreFolder, consumer.ConsumerName + ".env"),
                "KEY",
                "SECRET"
            );
            Assert.Equal(KeyRotationState.Rotated, (await (await rotator.PlanAsync(consumer, place)).RunAsync()).State);
        }

        Assert.Equal(2, scene.Server.Requests.Entries.Count(entry => entry.Method == "PATCH"));
    }

    [Fact]
    public async Task A_target_that_gives_back_another_pair_is_found_out_before_anything_is_staged()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        ForgetfulTarget target = new();
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene, target: target));
        Assert.Equal("DeliveryNotReadBack", error.ErrorId);
        Assert.Equal(0, scene.Server.Requests.Changes);
        Assert.Equal(scene.Initial["Alpha"].ConsumerKey, (await scene.CurrentAsync(scene.Apps[0])).ConsumerKey);
        Assert.Equal(KeyRotationState.Rotated, (await RotateAsync(scene)).State);
        await scene.CheckDoneAsync("after another target");
    }

    [Theory]
    [InlineData(64, "ApiVersionNotSupported")]
    [InlineData(66, "SecretAccessOff")]
    public async Task What_a_rotation_needs_is_said_before_anything_is_staged(int version, string expected)
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        EcaOrg org = await OrgConnector.ConnectAsync(
            scene.Server.Url,
            new AccessToken(scene.Server.AccessToken),
            "practice",
            new ApiVersion(version)
        );
        Assert.True(await new CredentialClient(org).DisableSecretAccessAsync());
        Assert.False(await new CredentialClient(org).DisableSecretAccessAsync());
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene, org: org));
        Assert.Equal(expected, error.ErrorId);
        Assert.DoesNotContain(scene.Server.Requests.Entries, entry => entry.Kind == "staged credentials");
    }

    [Fact]
    public async Task A_journal_that_cant_be_read_stops_the_rotation_before_any_change()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        await RotateAsync(scene);
        string file = Assert.Single(Directory.GetFiles(scene.JournalFolder, "*.json"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        await File.WriteAllTextAsync(file, "{}");
        scene.Server.Requests.Clear();
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene));
        Assert.Equal("RotationJournalNotReadable", error.ErrorId);
        Assert.Equal(0, scene.Server.Requests.Changes);
    }

    private static RotationAction Decide(PairState state) =>
        RotationDecision.Of(state, adopt: false, ifOlderThan: null).Action;

    internal static Task<KeyRotationSession> OpenAsync(
        RotationScene scene,
        ExternalClientApp? app = null,
        EcaOrg? org = null,
        bool isPreview = false
    )
    {
        EcaAppIdentity identity = new EcaAppIdentity(app ?? scene.Apps[0]) with { OrgAlias = null };
        return KeyRotationSession.OpenAsync(org ?? scene.Org, identity, scene.Journal, isPreview);
    }

    internal static async Task<EcaKeyRotation> RotateAsync(
        RotationScene scene,
        KeyRotationOptions? options = null,
        ExternalClientApp? app = null,
        ICredentialTarget? target = null,
        EcaOrg? org = null
    )
    {
        await using KeyRotationSession session = await OpenAsync(scene, app, org);
        KeyRotator rotator = new(session, options ?? new KeyRotationOptions { MaximumWait = TimeSpan.Zero });
        return await (
            await rotator.PlanAsync(session.Consumers[0], target ?? scene.Store(app ?? scene.Apps[0]))
        ).RunAsync();
    }

    /// <summary>A place that notes what had happened when it was written to.</summary>
    private sealed class RecordingTarget(ICredentialTarget place, Func<int> now) : ICredentialTarget
    {
        public List<int> Deliveries { get; } = [];

        public string Name => place.Name;

        public bool CanReadBack => true;

        public Task DeliverAsync(EcaCredential credential, CancellationToken cancellation)
        {
            Deliveries.Add(now());
            return place.DeliverAsync(credential, cancellation);
        }

        public Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation) =>
            place.ReadBackAsync(expected, cancellation);
    }

    /// <summary>A place that takes a pair and holds another one.</summary>
    private sealed class ForgetfulTarget : ICredentialTarget
    {
        public string Name => "a leaky bucket";

        public bool CanReadBack => true;

        public Task DeliverAsync(EcaCredential credential, CancellationToken cancellation) => Task.CompletedTask;

        public Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation) =>
            Task.FromResult<DeliveredCredential?>(
                new DeliveredCredential(
                    expected.ConsumerKey,
                    new System.Net.NetworkCredential("", "another").SecurePassword
                )
            );
    }
}
