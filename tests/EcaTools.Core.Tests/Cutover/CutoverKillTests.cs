using System.Diagnostics;
using System.Text.Json;
using EcaTools.Core.Cutover;
using EcaTools.Core.Migrations.Ledgers;
using EcaTools.Core.Tests.Migrations;
using EcaTools.RotationProbe;
using Xunit;

namespace EcaTools.Core.Tests.Cutover;

/// <summary>A step of three callers and the way back, in a process that is killed at every moment around a write or the
/// action. The chain holds each time, and the same call again completes the work.</summary>
public sealed class CutoverKillTests
{
    private static readonly string[] s_callers = ["job1", "job2", "job3"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_any_moment_the_same_call_completes_the_work(bool isUndo)
    {
        IReadOnlyList<string> moments;
        using (MigrationScene whole = await SceneAsync(isUndo))
        {
            moments = await CutoverProbe.RunAsync(Order(whole, isUndo), whole.Clock);
            await CheckAsync(whole, isUndo, "without a kill");
        }

        // Before, amid and after the intent and the outcome, and around the action, for each of three callers.
        Assert.Equal(24, moments.Count);
        for (int killAt = 1; killAt <= moments.Count; killAt++)
        {
            using MigrationScene scene = await SceneAsync(isUndo);
            Assert.Equal(137, await ProcessAsync(Order(scene, isUndo) with { KillAt = killAt }));
            string name = $"killed {moments[killAt - 1]} (moment {killAt})";
            Assert.True(scene.Open().Ledger.Problem is null, name);
            Assert.All(s_callers, caller => Assert.True(Used(scene, caller) is "old" or "new"));
            Assert.Equal(0, await ProcessAsync(Order(scene, isUndo)));
            await CheckAsync(scene, isUndo, name);
        }
    }

    private static async Task<MigrationScene> SceneAsync(bool isUndo)
    {
        MigrationScene scene = new(MigrationScene.App("Portal", s_callers));
        Directory.CreateDirectory(Store(scene));
        foreach (string caller in s_callers)
        {
            await File.WriteAllTextAsync(Path.Combine(Store(scene), caller), isUndo ? "new" : "old");
        }

        foreach (string stage in isUndo ? ["Validated", "Canary", "10 %", "30 %", "100 %"] : (string[])["Validated"])
        {
            await scene.StepAsync("Portal", stage);
        }

        if (!isUndo)
        {
            await scene.StepAsync("Portal", "Canary");
            await scene.StepAsync("Portal", "10 %");
            await scene.StepAsync("Portal", "30 %");
        }

        return scene;
    }

    private static CutoverOrder Order(MigrationScene scene, bool isUndo) =>
        new(scene.Path, "Portal", isUndo ? "Validated" : "100 %", Store(scene)) { IsUndo = isUndo };

    private static async Task CheckAsync(MigrationScene scene, bool isUndo, string name)
    {
        MigrationLedger ledger = scene.Open().Ledger;
        Assert.True(ledger.State == LedgerState.Intact, name);
        foreach (string caller in s_callers)
        {
            Assert.True(Used(scene, caller) == (isUndo ? "old" : "new"), $"{name}: {caller}");
            Assert.True(scene.StageOf(caller) == (isUndo ? "Validated" : "100 %"), $"{name}: {caller}");
            LedgerEntry[] steps =
            [
                .. ledger.Entries.Where(entry =>
                    entry.Caller == caller && entry.To == (isUndo ? "Validated" : "100 %")
                ),
            ];
            int completed = steps.Count(entry =>
                entry.Kind == (isUndo ? LedgerEntryKind.UndoCompleted : LedgerEntryKind.StepCompleted)
            );
            Assert.True(completed == 1, $"{name}: {caller} was completed {completed} times");
        }

        byte[] before = await File.ReadAllBytesAsync(scene.LedgerPath);
        await CutoverProbe.RunAsync(Order(scene, isUndo), scene.Clock);
        Assert.Equal(before, await File.ReadAllBytesAsync(scene.LedgerPath));
        Assert.DoesNotContain(MigrationOverview.Of(scene.Open()), caller => caller.Pending is not null);
    }

    private static string Used(MigrationScene scene, string caller) =>
        File.ReadAllText(Path.Combine(Store(scene), caller));

    private static string Store(MigrationScene scene) => Path.Combine(scene.Path, "..", "store");

    private static async Task<int> ProcessAsync(CutoverOrder order)
    {
        ProcessStartInfo start = new("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "EcaTools.RotationProbe.dll"), "cutover" },
        };
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
