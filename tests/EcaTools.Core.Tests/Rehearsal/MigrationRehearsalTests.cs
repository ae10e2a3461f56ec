using System.Text.Json;
using EcaTools.Core.Reports;
using EcaTools.Rehearsal;
using Xunit;

namespace EcaTools.Core.Tests.Rehearsal;

public sealed class MigrationRehearsalTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ecatools-rehearsal-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Everything_that_can_move_moves_and_the_rest_is_named_with_its_reason()
    {
        RehearsalResult result = await RunAsync("out");

        Assert.True(result.Succeeded);
        Assert.True(result.AppCount >= 14);
        Assert.Equal(result.AppCount, result.MigratedCount + result.BlockedCount);
        Assert.All(result.Summary.Apps, app =>
        {
            if (app.Outcome is MigrationOutcome.Blocked)
            {
                Assert.NotEmpty(app.Findings);
                Assert.Null(app.EcaName);
            }
            else
            {
                Assert.Equal(MigrationOutcome.Migrated, app.Outcome);
                Assert.True(File.Exists(Path.Combine(result.MetadataPath, "main", "default", "externalClientApps", $"{app.EcaName}.eca-meta.xml")));
            }
        });
    }

    [Fact]
    public async Task The_blocked_apps_are_the_packaged_one_and_those_with_user_provisioning_and_passwords()
    {
        RehearsalResult result = await RunAsync("out");

        Assert.Equal(
            "Directory_Sync, Legacy_Billing, acme__Freight_Rates",
            string.Join(", ", result.Summary.Apps.Where(app => app.Outcome is MigrationOutcome.Blocked && app.Name != "Kiosk_Display").Select(app => app.Name)));
    }

    [Fact]
    public async Task Each_app_is_told_with_its_callers_and_its_logins_by_day()
    {
        RehearsalResult result = await RunAsync("out");

        ReportedApp desktop = result.Summary.Apps.Single(app => app.Name == "Sales_Desktop");
        Assert.Equal((8, false), (desktop.Callers, desktop.HasMoreCallers));
        Assert.InRange(desktop.LoginsByDay!.Value.Sum(), 400, 480);
        Assert.Equal(30, desktop.LoginsByDay.Value.Length);
        Assert.Equal(0, result.Summary.Apps.Single(app => app.Name == "Old_Fax_Gateway").LoginsByDay!.Value.Sum());
        string html = File.ReadAllText(result.ReportPath);
        Assert.Contains("logins in 30 days, at most 16 in one day", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permission_sets_that_an_app_names_by_label_are_granted_by_API_name()
    {
        RehearsalResult result = await RunAsync("out");

        string policy = File.ReadAllText(Path.Combine(
            result.MetadataPath, "main", "default", "extlClntAppOauthPolicies", "Finance_Reports_oauth_defaultPolicy.ecaOauthPlcy-meta.xml"));
        Assert.Contains("<commaSeparatedPermissionSet>Finance_Read,Finance_Close</commaSeparatedPermissionSet>", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_in_the_same_folder_writes_the_same_metadata()
    {
        RehearsalResult first = await RunAsync("out");
        Dictionary<string, string> before = Contents(first.MetadataPath);

        await RunAsync("out");

        Assert.NotEmpty(before);
        Assert.Equal(before, Contents(first.MetadataPath));
    }

    [Fact]
    public async Task A_folder_with_files_of_somebody_else_is_left_alone()
    {
        string path = Path.Combine(folder, "mine");
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "notes.txt"), "keep me");

        EcaException refused = await Assert.ThrowsAsync<EcaException>(() => RunAsync("mine"));

        Assert.Equal("OutputNotEmpty", refused.ErrorId);
        Assert.Equal("notes.txt", Path.GetFileName(Assert.Single(Directory.EnumerateFileSystemEntries(path))));
    }

    [Fact]
    public async Task An_output_folder_that_can_t_be_made_is_a_clear_error()
    {
        File.WriteAllText(Path.Combine(folder, "file"), "");

        EcaException refused = await Assert.ThrowsAsync<EcaException>(() => RunAsync(Path.Combine("file", "below")));

        Assert.Equal("OutputNotWritable", refused.ErrorId);
    }

    [Fact]
    public async Task No_file_holds_a_secret_element_and_the_summary_is_what_was_returned()
    {
        RehearsalResult result = await RunAsync("out");

        Assert.All(Contents(folder), file =>
        {
            Assert.DoesNotContain("<consumerSecret>", file.Value, StringComparison.Ordinal);
            Assert.DoesNotMatch("00D[A-Za-z0-9]{12,15}!", file.Value);
        });
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(result.SummaryPath));
        Assert.Equal(result.AppCount, summary.RootElement.GetProperty("apps").GetArrayLength());
        Assert.Contains("acme__Freight_Rates", File.ReadAllText(result.ReportPath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_org_without_apps_is_a_migration_without_failures()
    {
        RehearsalResult result = await new MigrationRehearsal(TimeProvider.System).RunAsync(
            new RehearsalOptions { OutputPath = Path.Combine(folder, "empty"), Seed = "empty" }, progress: null, TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded);
        Assert.Equal(0, result.AppCount);
        Assert.True(File.Exists(result.ReportPath));
    }

    private static Dictionary<string, string> Contents(string path) => Directory
        .EnumerateFiles(path, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(path, file), File.ReadAllText, StringComparer.Ordinal);

    private Task<RehearsalResult> RunAsync(string name) => new MigrationRehearsal(TimeProvider.System).RunAsync(
        new RehearsalOptions { OutputPath = Path.Combine(folder, name) }, progress: null, TestContext.Current.CancellationToken);
}
