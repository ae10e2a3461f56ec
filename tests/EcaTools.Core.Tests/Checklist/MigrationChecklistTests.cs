using EcaTools.Core.Checklist;
using EcaTools.Core.Cutover;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;
using EcaTools.Core.Tests.Migrations;
using Xunit;

namespace EcaTools.Core.Tests.Checklist;

/// <summary>Each item of the checklist, flipped by evidence in both directions.</summary>
public sealed class MigrationChecklistTests : IDisposable
{
    private readonly MigrationScene _scene = new(MigrationScene.App("Portal", "job"));

    [Fact]
    public void There_are_twelve_items_and_none_passes_without_evidence()
    {
        IReadOnlyList<ChecklistItem> items = Items();
        Assert.Equal(Enumerable.Range(1, 12), items.Select(item => item.Number));
        Assert.All(
            items,
            item =>
                Assert.Equal(item.Number == 10 ? ChecklistStatus.NotApplicable : ChecklistStatus.Pending, item.Status)
        );
    }

    [Theory]
    [InlineData(1, "Inventory")]
    [InlineData(2, "Blockers")]
    [InlineData(3, "Configuration")]
    [InlineData(4, "Deployment")]
    [InlineData(6, "Access")]
    [InlineData(7, "FlowTest")]
    [InlineData(9, "Gate")]
    public void Evidence_flips_an_item_in_both_directions(int number, string kind)
    {
        Add(kind);
        Assert.Equal(ChecklistStatus.Passed, Item(number).Status);
        Add(kind, EvidenceOutcome.Failed);
        Assert.Equal(ChecklistStatus.Failed, Item(number).Status);
        Add(kind, EvidenceOutcome.Pending);
        Assert.Equal(ChecklistStatus.Pending, Item(number).Status);
        Add(kind);
        Assert.Equal(ChecklistStatus.Passed, Item(number).Status);
        Assert.All(
            Items().Where(item => item.Number != number && item.Number != 10),
            item => Assert.NotEqual(ChecklistStatus.Passed, item.Status)
        );
    }

    [Fact]
    public void A_backup_alone_or_a_rehearsal_alone_is_no_rollback()
    {
        Add("Backup");
        Assert.Equal(ChecklistStatus.Pending, Item(11).Status);
        Add("RollbackRehearsal");
        Assert.Equal(ChecklistStatus.Passed, Item(11).Status);
        Add("RollbackRehearsal", EvidenceOutcome.Failed);
        Assert.Equal(ChecklistStatus.Failed, Item(11).Status);
    }

    [Fact]
    public void A_backup_that_was_changed_or_deleted_is_failed()
    {
        string backup = Path.Combine(_scene.Path, "backup");
        Directory.CreateDirectory(backup);
        string file = Path.Combine(backup, "Portal.connectedApp-meta.xml");
        File.WriteAllText(file, "<ConnectedApp/>");
        _scene.Add("Backup", "Portal", with: entry => entry with { File = backup });
        Add("RollbackRehearsal");
        Assert.Equal(ChecklistStatus.Passed, Item(11).Status);
        Assert.Equal("backup", _scene.Open().Ledger.Entries[0].File);
        File.AppendAllText(file, " ");
        Assert.Equal(ChecklistStatus.Failed, Item(11).Status);
        Assert.Contains("was changed since", Item(11).Detail, StringComparison.Ordinal);
        File.WriteAllText(file, "<ConnectedApp/>");
        Assert.Equal(ChecklistStatus.Passed, Item(11).Status);
        Directory.Delete(backup, recursive: true);
        Assert.Equal(ChecklistStatus.Failed, Item(11).Status);
    }

    [Fact]
    public async Task The_keys_are_replaced_when_every_caller_is_switched_and_no_longer_when_one_went_back()
    {
        await SwitchAsync("Validated", "Canary", "10 %", "30 %", "100 %");
        Assert.Equal(ChecklistStatus.Passed, Item(5).Status);
        await _scene.UndoAsync(new CutoverTarget("Portal", null, null), new CutoverOptions { To = "Canary" });
        Assert.Equal(ChecklistStatus.Pending, Item(5).Status);
    }

    [Fact]
    public async Task A_canary_needs_a_week_and_a_gate_after_it()
    {
        await SwitchAsync("Validated", "Canary");
        _scene.Clock.Advance(TimeSpan.FromDays(6));
        Add("Gate");
        Assert.Equal(ChecklistStatus.Pending, Item(8).Status);
        _scene.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(ChecklistStatus.Pending, Item(8).Status);
        Add("Gate");
        Assert.Equal(ChecklistStatus.Passed, Item(8).Status);
        Add("Gate", EvidenceOutcome.Failed);
        Assert.Equal(ChecklistStatus.Failed, Item(8).Status);
    }

    [Fact]
    public async Task A_freeze_passes_and_fails_when_the_app_is_used_again()
    {
        await SwitchAsync("Validated", "Canary", "10 %", "30 %", "100 %", "Stable");
        Assert.Equal(ChecklistStatus.Pending, Item(12).Status);
        await SwitchAsync("Frozen");
        Assert.Equal(ChecklistStatus.Passed, Item(12).Status);
        Add("OldTraffic", EvidenceOutcome.Failed);
        Assert.Equal(ChecklistStatus.Failed, Item(12).Status);
    }

    [Fact]
    public void MCP_is_asked_for_if_the_plan_says_so()
    {
        string path = Path.Combine(_scene.Path, "migration.json");
        File.WriteAllText(path, """{ "version": 1, "usesMcp": true }""");
        Assert.Equal(ChecklistStatus.Pending, Item(10).Status);
        Add("Mcp");
        Assert.Equal(ChecklistStatus.Passed, Item(10).Status);
        Add("Mcp", EvidenceOutcome.Failed);
        Assert.Equal(ChecklistStatus.Failed, Item(10).Status);
        File.WriteAllText(path, """{ "version": 1, "usesMcp": false }""");
        Assert.Equal(ChecklistStatus.NotApplicable, Item(10).Status);
    }

    [Fact]
    public void An_app_that_cannot_move_passes_the_audit_with_an_alternative_and_needs_nothing_else()
    {
        Add("Blockers", EvidenceOutcome.Failed);
        Assert.Equal(ChecklistStatus.Failed, Item(2).Status);
        File.WriteAllText(
            Path.Combine(_scene.Path, "apps", "Portal.json"),
            """{ "app": "Portal", "alternative": "replaced by the new portal in June", "callers": [{ "name": "job" }] }"""
        );
        Assert.Equal(ChecklistStatus.Passed, Item(2).Status);
        Assert.Equal(ChecklistStatus.NotApplicable, Item(4).Status);
    }

    [Fact]
    public void Evidence_gets_too_old()
    {
        Add("FlowTest");
        _scene.Clock.Advance(TimeSpan.FromDays(89));
        Assert.Equal(ChecklistStatus.Passed, Item(7).Status);
        _scene.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(ChecklistStatus.Pending, Item(7).Status);
        Assert.Contains("is older than 90 days", Item(7).Detail, StringComparison.Ordinal);
        Assert.Equal(
            ChecklistStatus.Passed,
            MigrationChecklist.Of(_scene.Open(), staleDays: 100).Single(item => item.Number == 7).Status
        );
    }

    [Fact]
    public void Each_flow_is_tested_and_the_last_test_of_each_counts()
    {
        _scene.Add("FlowTest", "Portal", EvidenceOutcome.Failed, entry => entry with { Subject = "JwtBearer" });
        _scene.Add("FlowTest", "Portal", with: entry => entry with { Subject = "WebServer" });
        Assert.Equal(ChecklistStatus.Failed, Item(7).Status);
        _scene.Clock.Advance(TimeSpan.FromMinutes(1));
        _scene.Add("FlowTest", "Portal", with: entry => entry with { Subject = "JwtBearer" });
        Assert.Equal(ChecklistStatus.Passed, Item(7).Status);
    }

    [Fact]
    public void A_tampered_ledger_fails_every_item()
    {
        Add("FlowTest");
        string text = File.ReadAllText(_scene.LedgerPath);
        File.WriteAllText(_scene.LedgerPath, text.Replace("Passed", "Failed", StringComparison.Ordinal));
        Assert.All(Items(), item => Assert.Equal(ChecklistStatus.Failed, item.Status));
        File.WriteAllText(_scene.LedgerPath, text);
        Assert.Equal(ChecklistStatus.Passed, Item(7).Status);
    }

    [Fact]
    public void Evidence_of_an_app_that_is_not_planned_any_more_counts_for_no_other()
    {
        Add("FlowTest");
        string path = Path.Combine(_scene.Path, "apps", "Portal.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("Portal", "Other", StringComparison.Ordinal));
        Assert.Equal(ChecklistStatus.Pending, Item(7).Status);
        Assert.Equal(["Portal"], MigrationOverview.Unplanned(_scene.Open()));
    }

    [Fact]
    public void The_matrix_has_the_names_of_the_plan()
    {
        MigrationPlan plan = _scene.Plan with { Admin = "Ann", Architect = "Abe" };
        ChecklistRow row = MigrationChecklist.ToRaci(Item(12), plan);
        Assert.Equal(("R: Ann", "C", "A: Abe"), (row.Admin, row.Developer, row.Architect));
    }

    public void Dispose() => _scene.Dispose();

    private IReadOnlyList<ChecklistItem> Items() => MigrationChecklist.Of(_scene.Open());

    private ChecklistItem Item(int number) => Items().Single(item => item.Number == number);

    private void Add(string kind, EvidenceOutcome outcome = EvidenceOutcome.Passed)
    {
        _scene.Clock.Advance(TimeSpan.FromMinutes(1));
        _scene.Add(kind, "Portal", outcome);
    }

    private async Task SwitchAsync(params string[] stages)
    {
        foreach (string stage in stages)
        {
            await _scene.StepAsync("Portal", stage);
        }
    }
}
