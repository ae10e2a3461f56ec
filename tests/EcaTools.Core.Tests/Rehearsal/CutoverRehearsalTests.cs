using EcaTools.Core.Checklist;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;
using EcaTools.Rehearsal;
using Xunit;

namespace EcaTools.Core.Tests.Rehearsal;

/// <summary>The second half of a rehearsal: one app goes through all items of the checklist.</summary>
public sealed class CutoverRehearsalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ecatools-rehearsal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_pilot_is_switched_frozen_and_done_with_all_twelve_items()
    {
        RehearsalResult result = await RunAsync("demo");

        Assert.True(result.Succeeded);
        Assert.Equal(("Warehouse_Sync", 12), (result.Pilot, result.ChecklistDone));
        Assert.Equal(
            [10],
            result.Checklist.Where(item => item.Status is ChecklistStatus.NotApplicable).Select(item => item.Number)
        );
        MigrationFolder folder = MigrationFolder.Open(result.MigrationPath!, new FixedTime(DateTimeOffset.UnixEpoch));
        Assert.Null(folder.Ledger.Problem);
        LedgerEntry[] steps =
        [
            .. folder.Ledger.Entries.Where(entry =>
                entry.Kind is LedgerEntryKind.StepCompleted or LedgerEntryKind.UndoCompleted
            ),
        ];
        Assert.Equal(
            ["Validated", "Canary", "10 %", "Canary", "10 %", "30 %", "100 %", "Stable", "Frozen"],
            steps.Select(entry => entry.To),
            StringComparer.Ordinal
        );
        Assert.Equal("Canary", Assert.Single(steps, entry => entry.Kind is LedgerEntryKind.UndoCompleted).To);
        Assert.True(steps[^1].At - steps.Last(entry => entry.To == "100 %").At >= TimeSpan.FromDays(30));
        LedgerEntry refused = Assert.Single(
            folder.Ledger.Evidence,
            entry => entry is { Evidence: "Gate", Outcome: EvidenceOutcome.Failed }
        );
        Assert.Contains("below the floor", refused.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Ledger.Entries, entry => entry.Kind is LedgerEntryKind.StepFailed);
        string html = File.ReadAllText(result.ChecklistPath!);
        Assert.Contains("Warehouse_Sync", html, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(result.MigrationPath!, "backup")));

        string access = File.ReadAllText(Path.Combine(Path.GetDirectoryName(result.ChecklistPath!)!, "access.md"));
        string[] columns = Assert
            .Single(access.Split('\n'), line => line.StartsWith("| App | Kind |", StringComparison.Ordinal))
            .Split(" | ");
        string[] row = Assert
            .Single(
                access.Split('\n'),
                line => line.StartsWith("| Warehouse_Sync | ConnectedApp |", StringComparison.Ordinal)
            )
            .Split(" | ");
        Assert.Equal("1", row[Array.IndexOf(columns, "Warehouse_Integration")].Trim());
        Assert.Contains("| Warehouse_Sync | Api | yes | yes |", access, StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_no_app_fits_as_a_pilot_the_checklist_says_what_is_open()
    {
        string apps = Path.Combine(_folder, "force-app", "connectedApps");
        Directory.CreateDirectory(apps);
        File.WriteAllText(
            Path.Combine(apps, "Pump.connectedApp-meta.xml"),
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
                <contactEmail>owner@example.com</contactEmail>
                <label>Pump</label>
                <oauthConfig>
                    <callbackUrl>https://pump.example.com/callback</callbackUrl>
                    <scopes>Api</scopes>
                </oauthConfig>
            </ConnectedApp>
            """
        );

        RehearsalResult result = await RunAsync("from:" + Path.Combine(_folder, "force-app"));

        Assert.True(result.Succeeded);
        Assert.Null(result.Pilot);
        Assert.Equal(ChecklistStatus.Passed, result.Checklist[0].Status);
        Assert.Equal(ChecklistStatus.Pending, result.Checklist[11].Status);
        Assert.Contains("Pump", File.ReadAllText(result.ChecklistPath!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("enterprise:40")]
    [InlineData("enterprise:120")]
    public async Task A_large_company_has_a_pilot_too(string seed)
    {
        RehearsalResult result = await RunAsync(seed);

        Assert.NotNull(result.Pilot);
        Assert.True(
            result.Succeeded,
            string.Join('\n', result.Checklist.Select(item => $"{item.Number} {item.Status} {item.Detail}"))
        );
    }

    private Task<RehearsalResult> RunAsync(string seed) =>
        new MigrationRehearsal(new FixedTime(new(2031, 5, 17, 23, 59, 0, TimeSpan.Zero))).RunAsync(
            new RehearsalOptions { OutputPath = Path.Combine(_folder, "out"), Seed = seed },
            progress: null,
            TestContext.Current.CancellationToken
        );
}
