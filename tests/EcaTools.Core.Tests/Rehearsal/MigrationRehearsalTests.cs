using System.Text.Json;
using EcaTools.Core.Reports.Summary;
using EcaTools.Rehearsal;
using Xunit;

namespace EcaTools.Core.Tests.Rehearsal;

public sealed class MigrationRehearsalTests : IDisposable
{
    /// <summary>What the machine's clock shows: long after every day that a rehearsal's figures could depend
    /// on.</summary>
    private static readonly DateTimeOffset Today = new(2031, 5, 17, 23, 59, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("ecatools-rehearsal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Everything_that_can_move_moves_and_the_rest_is_named_with_its_reason()
    {
        RehearsalResult result = await RunAsync("out");

        Assert.True(result.Succeeded);
        Assert.Equal((20, 17, 3), (result.AppCount, result.MigratedCount, result.BlockedCount));
        Assert.All(
            result.Summary.Apps,
            app =>
            {
                if (app.Outcome is MigrationOutcome.Blocked)
                {
                    Assert.NotEmpty(app.Findings);
                    Assert.Null(app.EcaName);
                }
                else
                {
                    Assert.Equal(MigrationOutcome.Migrated, app.Outcome);
                    Assert.True(
                        File.Exists(
                            Path.Combine(
                                result.MetadataPath,
                                "main",
                                "default",
                                "externalClientApps",
                                $"{app.EcaName}.eca-meta.xml"
                            )
                        )
                    );
                }
            }
        );
    }

    [Fact]
    public async Task The_blocked_apps_are_the_packaged_one_and_those_with_user_provisioning_and_passwords()
    {
        RehearsalResult result = await RunAsync("out");

        Assert.Equal(
            "Directory_Sync, Legacy_Billing, acme__Freight_Rates",
            string.Join(
                ", ",
                result.Summary.Apps.Where(app => app.Outcome is MigrationOutcome.Blocked).Select(app => app.Name)
            )
        );
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

        string policy = File.ReadAllText(
            Path.Combine(
                result.MetadataPath,
                "main",
                "default",
                "extlClntAppOauthPolicies",
                "Finance_Reports_oauth_defaultPolicy.ecaOauthPlcy-meta.xml"
            )
        );
        Assert.Contains(
            "<commaSeparatedPermissionSet>Finance_Read,Finance_Close</commaSeparatedPermissionSet>",
            policy,
            StringComparison.Ordinal
        );
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
    public async Task The_day_is_fixed_unless_another_one_is_given_and_figures_follow_that_one()
    {
        RehearsalResult fixedDay = await RunAsync("out");
        RehearsalResult later = await RunAsync(
            new RehearsalOptions
            {
                OutputPath = Path.Combine(_folder, "later"),
                Now = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero),
            }
        );

        Assert.Equal(RehearsalOptions.StandardDay.Date, fixedDay.Summary.StartedAt.UtcDateTime.Date);
        Assert.Equal(new DateTime(2027, 3, 1), later.Summary.StartedAt.UtcDateTime.Date);
        Assert.Equal((17, 16), (fixedDay.MigratedCount, later.MigratedCount));
        Assert.Equal("Kiosk_Display", Assert.Single(Moved(fixedDay).Except(Moved(later), StringComparer.Ordinal)));

        static IEnumerable<string> Moved(RehearsalResult result) =>
            result.Summary.Apps.Where(app => app.Outcome is MigrationOutcome.Migrated).Select(app => app.Name);
    }

    [Fact]
    public async Task Apps_of_your_own_are_rehearsed_as_they_are_on_the_present_day()
    {
        RehearsalResult result = await RunAsync(
            new RehearsalOptions { OutputPath = Path.Combine(_folder, "out"), Seed = "from:" + OwnApps("Pump") }
        );

        Assert.True(result.Succeeded);
        Assert.Equal("Pump", Assert.Single(result.Summary.Apps).Name);
        Assert.Equal(Today.Date, result.Summary.StartedAt.UtcDateTime.Date);
        Assert.True(
            File.Exists(Path.Combine(result.MetadataPath, "main", "default", "externalClientApps", "Pump.eca-meta.xml"))
        );
    }

    [Fact]
    public async Task A_folder_without_apps_is_a_clear_error_and_no_output_is_made()
    {
        EcaException refused = await Assert.ThrowsAsync<EcaException>(() =>
            RunAsync(
                new RehearsalOptions
                {
                    OutputPath = Path.Combine(_folder, "out"),
                    Seed = "from:" + Path.Combine(_folder, "nowhere"),
                }
            )
        );

        Assert.Equal("DocumentInvalid", refused.ErrorId);
        Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "out")));
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("summary.json")]
    [InlineData("sfdx-project.json", "force-app/main/default/classes/Important.cls", "summary.json")]
    [InlineData(".git/config", "force-app/main/default/classes/Important.cls")]
    [InlineData(".eca-rehearsal", "force-app/main/default/classes/Important.cls")]
    public async Task A_folder_that_no_rehearsal_made_is_left_alone(params string[] files)
    {
        Array.ForEach(files, file => Put(Path.Combine(_folder, "mine", file)));
        Dictionary<string, string> before = Contents(_folder);

        EcaException refused = await Assert.ThrowsAsync<EcaException>(() => RunAsync("mine"));

        Assert.Equal("FileExists", refused.ErrorId);
        Assert.Equal(before, Contents(_folder));
    }

    [Fact]
    public async Task What_a_person_added_to_a_rehearsals_folder_stays()
    {
        RehearsalResult first = await RunAsync("out");
        string[] added =
        [
            Path.Combine(first.MetadataPath, "main", "default", "classes", "Important.cls"),
            Path.Combine(first.MetadataPath, "main", "default", "externalClientApps", "Mine.eca-meta.xml"),
            Path.Combine(_folder, "out", "notes.txt"),
        ];
        Array.ForEach(added, Put);

        RehearsalResult second = await RunAsync(
            new RehearsalOptions { OutputPath = Path.Combine(_folder, "out"), Seed = "empty" }
        );

        Assert.True(second.Succeeded);
        Assert.Equal(
            added.Order(StringComparer.Ordinal),
            Directory
                .EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
                .Where(path => !IsOwn(path))
                .Order(StringComparer.Ordinal)
        );

        static bool IsOwn(string path) =>
            Path.GetFileName(path).StartsWith(".eca-", StringComparison.Ordinal)
            || Path.GetFileName(path)
                is "sfdx-project.json"
                    or "summary.json"
                    or "report.html"
                    or "checklist.html"
                    or "migration.json"
                    or "ledger.jsonl"
                    or ".forceignore"
                    or ".gitignore";
    }

    [Theory]
    [InlineData("../mine/Important.cls")]
    [InlineData("force-app/../../mine/Important.cls")]
    [InlineData("linked/Important.cls")]
    public async Task A_list_that_leads_out_of_the_folder_deletes_nothing(string listed)
    {
        string important = Path.Combine(_folder, "mine", "Important.cls");
        Put(important);
        await RunAsync(new RehearsalOptions { OutputPath = Path.Combine(_folder, "out"), Seed = "empty" });
        Directory.CreateSymbolicLink(Path.Combine(_folder, "out", "linked"), Path.Combine(_folder, "mine"));
        File.AppendAllText(Path.Combine(_folder, "out", ".eca-rehearsal"), listed + "\n");

        EcaException refused = await Assert.ThrowsAsync<EcaException>(() => RunAsync("out"));

        Assert.Equal("FileExists", refused.ErrorId);
        Assert.True(File.Exists(important));
    }

    [Fact]
    public async Task An_output_folder_that_can_t_be_made_is_a_clear_error()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");

        EcaException refused = await Assert.ThrowsAsync<EcaException>(() => RunAsync(Path.Combine("file", "below")));

        Assert.Equal("FileNotWritten", refused.ErrorId);
    }

    [Fact]
    public async Task No_file_holds_a_secret_element_and_the_summary_is_what_was_returned()
    {
        RehearsalResult result = await RunAsync("out");

        Assert.All(
            Contents(_folder),
            file =>
            {
                Assert.DoesNotContain("<consumerSecret>", file.Value, StringComparison.Ordinal);
                Assert.DoesNotMatch("00D[A-Za-z0-9]{12,15}!", file.Value);
            }
        );
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(result.SummaryPath));
        Assert.Equal(result.AppCount, summary.RootElement.GetProperty("apps").GetArrayLength());
        Assert.Contains("acme__Freight_Rates", File.ReadAllText(result.ReportPath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_org_without_apps_is_a_migration_without_failures()
    {
        RehearsalResult result = await RunAsync(
            new RehearsalOptions { OutputPath = Path.Combine(_folder, "empty"), Seed = "empty" }
        );

        Assert.True(result.Succeeded);
        Assert.Equal(0, result.AppCount);
        Assert.True(File.Exists(result.ReportPath));
    }

    private static Dictionary<string, string> Contents(string path) =>
        Directory
            .EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(path, file), File.ReadAllText, StringComparer.Ordinal);

    private Task<RehearsalResult> RunAsync(string name) =>
        RunAsync(new RehearsalOptions { OutputPath = Path.Combine(_folder, name) });

    private static Task<RehearsalResult> RunAsync(RehearsalOptions options) =>
        new MigrationRehearsal(new FixedTime(Today)).RunAsync(
            options,
            progress: null,
            TestContext.Current.CancellationToken
        );

    private static void Put(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "keep me");
    }

    /// <summary>A folder in source format with one app.</summary>
    private string OwnApps(string name)
    {
        string path = Path.Combine(
            _folder,
            "force-app",
            "main",
            "default",
            "connectedApps",
            name + ".connectedApp-meta.xml"
        );
        Put(path);
        File.WriteAllText(
            path,
            $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
                <contactEmail>owner@example.com</contactEmail>
                <label>{name}</label>
                <oauthConfig>
                    <callbackUrl>https://pump.example.com/callback</callbackUrl>
                    <consumerKey>3MVG9own</consumerKey>
                    <scopes>Api</scopes>
                </oauthConfig>
            </ConnectedApp>
            """
        );
        return Path.Combine(_folder, "force-app");
    }
}
