using System.Collections.Concurrent;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Rotation.Keys;
using EcaTools.PracticeOrg;
using EcaTools.RotationProbe;
using Xunit;

namespace EcaTools.Core.Tests.Rotation;

/// <summary>
/// A rotation of three apps, ended at every moment: the process is killed before and after each request and each write,
/// and each fault of the org meets each request. At every point callers' pair logs in, and one more run ends the work.
/// </summary>
public sealed class RotationKillTests(ITestOutputHelper output)
{
    private const int Lanes = 2;

    private static readonly FaultKind[] Kinds =
    [
        .. Enum.GetValues<FaultKind>().Except([FaultKind.None, FaultKind.ComponentsFail]),
    ];

    // More often than the wire repeats a request, which makes a difference for these alone.
    private static readonly FaultKind[] Repeated =
    [
        FaultKind.ConnectionDropped,
        FaultKind.AnswerLost,
        FaultKind.TooManyRequests,
        FaultKind.ServiceUnavailable,
    ];

    // Those after which it is not known what the org did.
    private static readonly FaultKind[] Unclear =
    [
        FaultKind.ConnectionDropped,
        FaultKind.AnswerLost,
        FaultKind.TruncatedBody,
        FaultKind.MalformedBody,
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_at_any_moment_callers_still_get_in_and_one_more_run_ends_the_work(bool stagedPairsWork)
    {
        IReadOnlyList<string> moments = await MomentsAsync(stagedPairsWork);

        // After a moment that only reads, everything is as it was after the one before it.
        int[] points = [.. Enumerable.Range(1, moments.Count).Where(point => !OnlyReads(moments[point - 1]))];
        int killed = 0;
        await InLanesAsync(
            points,
            stagedPairsWork,
            async (scene, point) =>
            {
                using ProbeProcess probe = await ProbeProcess.StartAsync(scene.Order(point));
                await probe.ExitAsync();
                string name = $"killed {moments[point - 1]} (moment {point})";
                Assert.True(probe.ExitCode == 137, $"{name}: ended with {probe.ExitCode}. {await probe.TextAsync()}");
                Interlocked.Increment(ref killed);
                foreach (ExternalClientApp app in scene.Apps)
                {
                    Assert.True(await scene.StoreLogsInAsync(app), $"{name}: callers of {app.Name} don't get in.");
                    await scene.CurrentAsync(app);
                    await scene.SecondAsync(app);
                }

                scene.CheckText($"{await probe.TextAsync()}\n{probe.CommandLine}", name);
                await RunAgainAsync(scene, name);
            }
        );
        output.WriteLine($"killed at {killed} of {moments.Count} moments, 0 lost");
        Assert.Equal(points.Length, killed);
        Assert.InRange(points.Length, 100, int.MaxValue);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whatever_the_org_does_to_any_request_callers_still_get_in_and_one_more_run_ends_the_work(
        bool stagedPairsWork
    )
    {
        int requests = (await MomentsAsync(stagedPairsWork)).Count(what =>
            what.StartsWith("before ", StringComparison.Ordinal) && what.Contains(" /", StringComparison.Ordinal)
        );
        (FaultKind Kind, int Nth, int Times)[] points =
        [
            .. from kind in stagedPairsWork ? Kinds : Unclear
            from nth in Enumerable.Range(1, requests)
            from times in stagedPairsWork && Repeated.Contains(kind) ? (int[])[1, 5] : [1]
            select (kind, nth, times),
        ];
        int met = 0;
        await InLanesAsync(
            points,
            stagedPairsWork,
            async (scene, point) =>
            {
                scene.Server.Faults.Add(
                    new Fault
                    {
                        Kind = point.Kind,
                        Nth = point.Nth,
                        Times = point.Times,
                        Delay = point.Kind == FaultKind.Latency ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero,
                    }
                );
                string name = $"{point.Kind} at request {point.Nth}, {point.Times} times";
                Exception? error = null;
                try
                {
                    IReadOnlyList<(EcaKeyRotation? Result, EcaException? Error)> results = await ProbeRun.RunAsync(
                        scene.Order(),
                        new Checkpoints(0),
                        new Delivery.ImpatientTime(),
                        hold: null
                    );
                    error = results.Select(result => result.Error).FirstOrDefault(found => found is not null);
                }
                catch (EcaException connecting)
                {
                    error = connecting;
                }

                Assert.True(
                    scene.Server.Requests.Entries.Any(entry => entry.Fault == point.Kind),
                    $"{name}: it met none."
                );
                scene.Server.Faults.Clear();
                Interlocked.Increment(ref met);
                foreach (ExternalClientApp app in scene.Apps)
                {
                    Assert.True(await scene.StoreLogsInAsync(app), $"{name}: callers of {app.Name} don't get in.");
                    await scene.CurrentAsync(app);
                    await scene.SecondAsync(app);
                }

                scene.CheckText($"{error} {(error as EcaException)?.NextStep}", name);
                await RunAgainAsync(scene, name);
            }
        );
        output.WriteLine($"{met} faults at {requests} requests, 0 lost");
        Assert.Equal(points.Length, met);
    }

    [Fact]
    public async Task Of_eight_processes_on_one_app_one_rotates_and_seven_say_why_they_stop()
    {
        await using RotationScene scene = await RotationScene.StartAsync(null, "Alpha");
        ProbeOrder order = scene.Order() with { HoldsInDelivery = true };
        ProbeProcess[] probes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ProbeProcess.StartAsync(order)));
        try
        {
            List<Task> running = [.. probes.Select(probe => probe.ExitAsync())];
            while (running.Count > 1)
            {
                running.Remove(await Task.WhenAny(running));
            }

            Array.ForEach(probes, probe => probe.Release());
            await Task.WhenAll(probes.Select(probe => probe.ExitAsync()));
            Assert.Equal(1, probes.Count(probe => probe.ExitCode == 0));
            foreach (ProbeProcess probe in probes)
            {
                string text = await probe.TextAsync();
                Assert.True(probe.ExitCode == 0 || text.Contains("RotationRunning: ", StringComparison.Ordinal), text);
                await scene.CurrentAsync(scene.Apps[0]);
                scene.CheckText($"{text}\n{probe.CommandLine}", "a probe");
            }

            Assert.Single(
                scene.Server.Requests.Entries,
                entry => entry is { Method: "POST", Kind: "staged credentials" }
            );
            await scene.CheckDoneAsync("eight processes");
        }
        finally
        {
            Array.ForEach(probes, probe => probe.Dispose());
        }
    }

    /// <summary>One more run, and what must hold after it.</summary>
    private static async Task RunAgainAsync(RotationScene scene, string point)
    {
        foreach (
            (EcaKeyRotation? result, EcaException? error) in await ProbeRun.RunAsync(
                scene.Order(),
                new Checkpoints(0),
                new Delivery.ImpatientTime(),
                hold: null
            )
        )
        {
            Assert.True(
                result?.State is KeyRotationState.Rotated or KeyRotationState.Resumed or KeyRotationState.NotDue,
                $"{point}: the second run gave {result} {error} {result?.NextStep}"
            );
        }

        await scene.CheckDoneAsync(point);
        scene.CheckFiles(point);
    }

    private static bool OnlyReads(string moment) =>
        moment.Contains(" GET /", StringComparison.Ordinal)
        || moment.EndsWith("reading back", StringComparison.Ordinal);

    /// <summary>The moments of a rotation that nothing disturbs.</summary>
    private static async Task<IReadOnlyList<string>> MomentsAsync(bool stagedPairsWork)
    {
        await using RotationScene scene = await SceneAsync(stagedPairsWork);
        Checkpoints checkpoints = new(0);
        await ProbeRun.RunAsync(scene.Order(), checkpoints, scene.Server.Time, hold: null);
        await scene.CheckDoneAsync("undisturbed");
        return checkpoints.Passed;
    }

    private static Task<RotationScene> SceneAsync(bool stagedPairsWork) =>
        RotationScene.StartAsync(
            new PracticeOrgOptions { StagedPairsWorkBeforeRotation = stagedPairsWork },
            "Alpha",
            "Beta",
            "Gamma"
        );

    /// <summary>Plays every point, each lane in an org of its own.</summary>
    private static async Task InLanesAsync<T>(
        IEnumerable<T> points,
        bool stagedPairsWork,
        Func<RotationScene, T, Task> play
    )
    {
        ConcurrentQueue<T> waiting = new(points);
        await Task.WhenAll(
            Enumerable
                .Range(0, Lanes)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        await using RotationScene scene = await SceneAsync(stagedPairsWork);
                        while (waiting.TryDequeue(out T? point))
                        {
                            await play(scene, point);
                            await scene.ResetAsync();
                        }
                    })
                )
        );
    }
}
