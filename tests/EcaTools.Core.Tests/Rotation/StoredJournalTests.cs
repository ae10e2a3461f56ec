using System.Collections.Concurrent;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Journals;
using EcaTools.Core.Rotation;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.Core.Tests.Delivery;
using EcaTools.RotationProbe;
using Xunit;

namespace EcaTools.Core.Tests.Rotation;

/// <summary>
/// Rotations whose journal is in a store, so that each run may be on another machine: killed at every request and
/// record, and with stores that lose, delay or refuse what they are given.
/// </summary>
public sealed class StoredJournalTests(ITestOutputHelper output)
{
    private const string Token = "eyJ0.token.of_azure";
    private const int Lanes = 2;
    private const int Processes = 6;

    private static readonly TimeSpan PastTheClaim = StoreDocument.ClaimLength + TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Killed_at_any_request_a_run_on_a_new_machine_ends_the_work()
    {
        int points;
        await using (RotationScene scene = await SceneAsync())
        {
            using LoopbackVault vault = new(Token);
            Checkpoints checkpoints = new(0);
            await ProbeRun.RunAsync(Order(scene, vault), checkpoints, scene.Server.Time, hold: null);
            await scene.CheckDoneAsync("undisturbed");
            points = checkpoints.Passed.Count;
        }

        ConcurrentQueue<int> waiting = new(Enumerable.Range(1, points));
        HashSet<int> asProcess =
        [
            .. Enumerable.Range(0, Processes).Select(n => 1 + (n * (points - 1) / (Processes - 1))),
        ];
        int killed = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, Lanes)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        await using RotationScene scene = await SceneAsync();
                        while (waiting.TryDequeue(out int point))
                        {
                            using LoopbackVault vault = new(Token);
                            string name = $"killed at {point} of {points}";
                            await (
                                asProcess.Contains(point)
                                    ? KillProcessAsync(scene, vault, point, name)
                                    : EndAsync(scene, vault, point, name)
                            );
                            await ResumeAsync(scene, vault, name);
                            Interlocked.Increment(ref killed);
                            await scene.ResetAsync();
                        }
                    })
                )
        );
        output.WriteLine($"killed at {killed} points, {asProcess.Count} of them as processes, 0 lost");
        Assert.Equal(points, killed);
        Assert.InRange(points, 200, int.MaxValue);
    }

    [Fact]
    public async Task While_a_run_has_its_claim_another_machine_stops_before_it_changes_anything()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        MemoryStore store = new();
        await using (await OpenAsync(scene, store))
        {
            int changes = scene.Server.Requests.Changes;
            EcaException refused = await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene, store));
            Assert.Equal("JournalClaimed", refused.ErrorId);
            Assert.Contains(Environment.MachineName, refused.Message, StringComparison.Ordinal);
            Assert.Equal(changes, scene.Server.Requests.Changes);
        }

        // What ends well gives its claim back.
        Assert.Equal(KeyRotationState.Rotated, (await RotateAsync(scene, store)).State);
        Assert.Equal(
            "Alpha",
            Assert
                .Single(
                    await KeyRotationStatus.AppsOfAsync(new RotationJournal(store), scene.Org, Assert.Null, Assert.Null)
                )
                .Name
        );
        scene.CheckText(string.Concat(store.Values.Values), "the store");
    }

    [Fact]
    public async Task A_run_that_lost_its_claim_stops_before_its_next_step()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        MemoryStore store = new();
        await using KeyRotationSession late = await OpenAsync(scene, store);
        RotationPlan plan = await new KeyRotator(late, Quick).PlanAsync(late.Consumers[0], scene.Store(scene.Apps[0]));
        scene.Server.Setup.MoveClock(PastTheClaim);
        await scene.Org.GetClient().GetVersionsAsync();
        Assert.Equal(KeyRotationState.Rotated, (await RotateAsync(scene, store)).State);
        int changes = scene.Server.Requests.Changes;

        EcaException refused = await Assert.ThrowsAsync<EcaException>(() => plan.RunAsync());

        Assert.Equal("JournalChangedByOther", refused.ErrorId);
        Assert.Equal(changes, scene.Server.Requests.Changes);
        await scene.CheckDoneAsync("overtaken");
    }

    [Theory]
    [InlineData(StoreFault.LosesWrites, "DeliveryFailed")]
    [InlineData(StoreFault.ReadsStale, "DeliveryFailed")]
    [InlineData(StoreFault.RefusesWrites, "JournalChangedByOther")]
    [InlineData(StoreFault.Throws, "StoreBroke")]
    [InlineData(StoreFault.WritesAndThrows, "StoreBroke")]
    public async Task Whatever_a_store_does_at_any_call_callers_get_in_and_one_more_run_ends_the_work(
        StoreFault fault,
        string error
    )
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        MemoryStore counting = new();
        await RotateAsync(scene, counting);
        int calls = counting.Calls;
        for (int call = 1; call <= calls; call++)
        {
            await scene.ResetAsync();
            MemoryStore store = new() { Fault = fault, At = call };
            string name = $"{fault} at call {call} of {calls}";
            try
            {
                await RotateAsync(scene, store);
            }
            catch (EcaException refused)
            {
                Assert.True(refused.ErrorId == error, $"{name}: {refused.ErrorId}: {refused.Message}");
                scene.CheckText($"{refused} {refused.NextStep}", name);
            }

            Assert.True(await scene.StoreLogsInAsync(scene.Apps[0]), $"{name}: callers don't get in.");
            store.Fault = StoreFault.None;
            scene.Server.Setup.MoveClock(PastTheClaim);
            await scene.Org.GetClient().GetVersionsAsync();
            EcaKeyRotation again = await RotateAsync(
                scene,
                store,
                new KeyRotationOptions { MaximumWait = TimeSpan.Zero, IfOlderThan = TimeSpan.FromDays(1) }
            );
            Assert.True(
                again.State is KeyRotationState.Rotated or KeyRotationState.Resumed or KeyRotationState.NotDue,
                $"{name}: the second run gave {again}: {again.NextStep}"
            );
            await scene.CheckDoneAsync(name);
        }
    }

    [Theory]
    [InlineData("not JSON", "RotationJournalNotReadable")]
    [InlineData("null", "RotationJournalNotReadable")]
    [InlineData("[]", "RotationJournalNotReadable")]
    [InlineData("{\"content\":{}}", "RotationJournalNotReadable")]
    [InlineData("{\"content\":7}", "RotationJournalNotReadable")]
    public async Task A_text_that_is_not_a_journal_is_an_error_and_stays(string text, string error)
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        MemoryStore store = new();
        await using (await OpenAsync(scene, store)) { }

        string name = Assert.Single(store.Values.Keys, IsJournal);
        store.Values[name] = text;
        int changes = scene.Server.Requests.Changes;

        EcaException refused = await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene, store));

        Assert.Equal(error, refused.ErrorId);
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Equal(changes, scene.Server.Requests.Changes);
    }

    [Fact]
    public async Task A_claim_without_end_does_not_close_the_journal()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        MemoryStore store = new();
        await using (await OpenAsync(scene, store)) { }

        string name = Assert.Single(store.Values.Keys, IsJournal);
        store.Values[name] = """{"claim":{"owner":"x","machine":"y","until":"9999-12-31T00:00:00Z"}}""";
        Assert.Equal(KeyRotationState.Rotated, (await RotateAsync(scene, store)).State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_place_that_holds_the_pair_of_another_app_is_refused_wherever_its_journal_is(bool isOfOtherOrg)
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha", "Beta");
        MemoryStore store = new();
        Assert.Equal(KeyRotationState.Rotated, (await RotateAsync(scene, store)).State);
        if (isOfOtherOrg)
        {
            MoveToOtherOrg(store, scene.Org.OrgId);
        }

        int changes = scene.Server.Requests.Changes;
        await using KeyRotationSession beta = await OpenAsync(scene, store, app: 1);

        EcaException refused = await Assert.ThrowsAsync<EcaException>(async () =>
            await (
                await new KeyRotator(beta, Quick).PlanAsync(beta.Consumers[0], scene.Store(scene.Apps[0]))
            ).RunAsync()
        );

        Assert.Equal("DuplicateName", refused.ErrorId);
        Assert.Contains("Alpha/", refused.Message, StringComparison.Ordinal);
        Assert.Equal(changes, scene.Server.Requests.Changes);
        scene.CheckText($"{refused} {string.Concat(store.Values.Values)}", "the store");
    }

    [Fact]
    public async Task A_list_of_journals_that_is_not_one_is_an_error_and_stays()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        MemoryStore store = new();
        await using (await OpenAsync(scene, store)) { }

        string name = Assert.Single(store.Values.Keys, key => !IsJournal(key));
        store.Values[name] = "{}";

        EcaException refused = await Assert.ThrowsAsync<EcaException>(() => RotateAsync(scene, store));

        Assert.Equal("RotationJournalNotReadable", refused.ErrorId);
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Equal("{}", store.Values[name]);
    }

    /// <summary>Makes the journal of a store one of another org, as if two orgs shared the store.</summary>
    private static void MoveToOtherOrg(MemoryStore store, string orgId)
    {
        string other = string.Concat(orgId[..14], orgId[14] == 'x' ? "y" : "x");
        foreach ((string name, string text) in store.Values.ToArray())
        {
            store.Values.TryRemove(name, out _);
            store.Values[name.Replace(orgId, other, StringComparison.Ordinal)] = text.Replace(
                orgId,
                other,
                StringComparison.Ordinal
            );
        }
    }

    private static bool IsJournal(string name) => !name.EndsWith("-index", StringComparison.Ordinal);

    private static KeyRotationOptions Quick { get; } = new() { MaximumWait = TimeSpan.Zero };

    /// <summary>Kills a process of its own at a point.</summary>
    private static async Task KillProcessAsync(RotationScene scene, LoopbackVault vault, int point, string name)
    {
        using ProbeProcess probe = await ProbeProcess.StartAsync(Order(scene, vault) with { KillAt = point });
        await probe.ExitAsync();
        Assert.True(probe.ExitCode == 137, $"{name}: ended with {probe.ExitCode}. {await probe.TextAsync()}");
        scene.CheckText($"{await probe.TextAsync()}\n{probe.CommandLine}", name);
    }

    /// <summary>Ends a run of this process at a point. From there on it reaches neither the org nor the store nor the
    /// callers' files, and nothing of it is used again: what is different from a killed process is only that its memory
    /// is still there.</summary>
    private static async Task EndAsync(RotationScene scene, LoopbackVault vault, int point, string name)
    {
        DiedException died = await Assert.ThrowsAsync<DiedException>(() =>
            ProbeRun.RunAsync(
                Order(scene, vault),
                new Checkpoints(point, () => throw new DiedException()),
                scene.Server.Time,
                hold: null
            )
        );
        scene.CheckText(died.ToString(), name);
    }

    /// <summary>What must hold after the end of a run, and after one more run with nothing but the store.</summary>
    private static async Task ResumeAsync(RotationScene scene, LoopbackVault vault, string name)
    {
        foreach (ExternalClientApp app in scene.Apps)
        {
            Assert.True(await scene.StoreLogsInAsync(app), $"{name}: callers of {app.Name} don't get in.");
            await scene.CurrentAsync(app);
            await scene.SecondAsync(app);
        }

        scene.Server.Setup.MoveClock(PastTheClaim);
        foreach (
            (EcaKeyRotation? result, EcaException? error) in await ProbeRun.RunAsync(
                Order(scene, vault),
                new Checkpoints(0),
                new ImpatientTime(),
                hold: null
            )
        )
        {
            Assert.True(
                result?.State is KeyRotationState.Rotated or KeyRotationState.Resumed or KeyRotationState.NotDue,
                $"{name}: the second run gave {result} {error} {result?.NextStep}"
            );
        }

        await scene.CheckDoneAsync(name);
        scene.CheckText(string.Concat(vault.Secrets.Values), $"{name}: the key vault");
        Assert.Empty(Directory.GetFileSystemEntries(scene.JournalFolder));
    }

    private static ProbeOrder Order(RotationScene scene, LoopbackVault vault) =>
        scene.Order() with
        {
            VaultUrl = vault.Url.AbsoluteUri,
            VaultToken = Token,
        };

    private static Task<RotationScene> SceneAsync() => RotationScene.StartAsync(null, "Alpha", "Beta");

    private static Task<KeyRotationSession> OpenAsync(RotationScene scene, MemoryStore store, int app = 0) =>
        KeyRotationSession.OpenAsync(
            scene.Org,
            new Credentials.EcaAppIdentity(scene.Apps[app]) with
            {
                OrgAlias = null,
            },
            new RotationJournal(store),
            isPreview: false
        );

    private static async Task<EcaKeyRotation> RotateAsync(
        RotationScene scene,
        MemoryStore store,
        KeyRotationOptions? options = null
    )
    {
        await using KeyRotationSession session = await OpenAsync(scene, store);
        RotationPlan plan = await new KeyRotator(session, options ?? Quick).PlanAsync(
            session.Consumers[0],
            scene.Store(scene.Apps[0])
        );
        return await plan.RunAsync();
    }
}
