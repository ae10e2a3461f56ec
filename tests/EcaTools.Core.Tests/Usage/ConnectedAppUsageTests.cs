using System.Text.Json;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Deployment;
using EcaTools.Core.Tests.Inventory;
using EcaTools.Core.Usage;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Usage;

/// <summary>Every caller of the demo is found by each source that can see it, and nobody else.</summary>
public class ConnectedAppUsageTests
{
    private static readonly DateTimeOffset Since = FixedTime.Noon.AddDays(-30);

    [Theory]
    [InlineData(UsageSource.LoginHistory)]
    [InlineData(UsageSource.LoginEvent)]
    public async Task Logins_show_every_caller_that_logs_in_with_user_address_flow_and_count(UsageSource source)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        List<ConnectedAppUsage> rows = await ReadAsync(session.Org, source);

        Dictionary<string, string> flows = new(StringComparer.Ordinal)
        {
            ["OauthUsernamePassword"] = "UsernamePassword",
            ["OauthUserAgent"] = "UserAgent",
        };
        Assert.Equal(
            Truths()
                .Where(caller => caller.Logins > 0)
                .Select(caller =>
                    $"{caller.App} {caller.User} {caller.Ip} {caller.LoginType} "
                    + $"{(caller.SubType is null ? "" : flows.GetValueOrDefault(caller.SubType, caller.SubType["Oauth".Length..]))}"
                    + $" {caller.Logins + caller.FailedLogins} {caller.FailedLogins}"
                )
                .Order(StringComparer.Ordinal),
            rows.Select(row =>
                    $"{row.AppName} {row.User} {row.SourceIp} {row.LoginType} {row.Flow} {row.Count} {row.Failures}"
                )
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.All(rows, row => Assert.True(row.FirstSeen >= Since && row.LastSeen >= row.FirstSeen));
        Assert.All(
            rows,
            row => Assert.Contains(row.BlindSpots, text => text.Contains("label", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Event_log_files_show_every_caller_of_the_API_with_its_client_and_count_no_call_twice()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        List<ConnectedAppUsage> rows = await ReadAsync(session.Org, UsageSource.EventLogFile);

        List<Caller> callers = [.. Truths().Where(caller => caller.Calls > 0)];
        Assert.Equal(
            callers
                .Select(caller => $"{caller.App} {caller.User} {caller.Ip} {caller.Client} {caller.ApiFamily}")
                .Order(StringComparer.Ordinal),
            rows.Select(row => $"{row.AppName} {row.User} {row.SourceIp} {row.Client} {row.ApiFamily}")
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        foreach (ConnectedAppUsage row in rows)
        {
            // The hour that is not over has no file yet, and what is as old as Since may have been cut off.
            Caller caller = callers.Single(caller =>
                caller.App == row.AppName && caller.User == row.User && caller.Ip == row.SourceIp
            );
            Assert.InRange(row.Count, caller.Calls - (caller.Calls / 200) - 3, caller.Calls);
        }
    }

    [Fact]
    public async Task Tokens_show_who_gave_them_and_are_counted_apart()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();

        List<ConnectedAppUsage> rows = await ReadAsync(session.Org, UsageSource.OauthToken);

        Assert.Equal(19, rows.Count);
        Assert.Equal(
            8,
            rows.Count(row =>
                row
                    is {
                        AppName: "Sales_Desktop",
                        Count: 900,
                        Failures: null,
                        Flow: OAuthFlow.RefreshToken,
                        FirstSeen: null
                    }
            )
        );
        Assert.DoesNotContain(rows, row => row.Application == "Warehouse");
        Assert.All(
            rows,
            row =>
                Assert.Contains(row.BlindSpots, text => text.Contains("Refresh tokens only", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_label_that_two_apps_share_is_said_to_be_ambiguous_and_not_guessed()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Setup.MigrateToExternalClientApp("Customer_Portal");

        ConnectedAppUsage row = Assert.Single(
            await ReadAsync(session.Org, UsageSource.LoginHistory),
            row => row.Application == "Customer Portal"
        );

        Assert.Null(row.AppName);
        Assert.Equal(["Customer_Portal"], row.Candidates, StringComparer.Ordinal);
    }

    [Fact]
    public async Task An_app_that_is_not_installed_has_callers_too()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Setup.AuthorizeUninstalledApp("Old Mail Sidebar", "grace.lin@harbourline.example.com");

        List<ConnectedAppUsage> rows = await ReadAsync(session.Org, UsageSource.OauthToken, UsageSource.LoginHistory);

        Assert.Equal(
            2,
            rows.Count(row =>
                row is { AppName: null, Application: "Old Mail Sidebar", User: "grace.lin@harbourline.example.com" }
            )
        );
    }

    [Fact]
    public async Task Only_the_apps_that_are_asked_for_and_only_what_is_new_enough_are_told()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        ConnectedAppSelection selection = new(
            (name, label) => name == "Legacy_Billing" || label == "Legacy_Billing",
            ["Legacy_Billing"]
        );
        ConnectedAppUsageReader reader = new(
            session.Org,
            Enum.GetValues<UsageSource>(),
            FixedTime.Noon.AddDays(-5),
            selection
        );

        List<ConnectedAppUsage> rows = await reader.ReadAsync().ToListAsync();

        Assert.All(rows, row => Assert.Equal("Legacy_Billing", row.AppName));
        Assert.Equal(65, rows.Single(row => row.Source is UsageSource.LoginHistory).Count);
        Assert.All(rows, row => Assert.True(row.LastSeen > FixedTime.Noon.AddDays(-5)));
        Assert.Equal(2, rows.Count(row => row.Source is UsageSource.EventLogFile));
        Assert.InRange(rows.Single(row => row.Client == "Axis/1.4").Count, 110, 120);
    }

    [Theory]
    [InlineData("CustomizeApplication", UsageSource.OauthToken)]
    [InlineData("ManageUsers", UsageSource.LoginHistory)]
    [InlineData("ViewEventLogFiles", UsageSource.LoginEvent)]
    [InlineData("ViewEventLogFiles", UsageSource.EventLogFile)]
    public async Task A_permission_that_is_cut_away_is_told_of_the_source_that_needs_it(
        string permission,
        UsageSource source
    )
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        ConnectedAppUsageReader reader = new(
            await InventoryOrg.WithoutAsync(session, permission),
            Enum.GetValues<UsageSource>(),
            Since
        );

        List<ConnectedAppUsage> rows = await reader.ReadAsync().ToListAsync();

        Assert.Equal(4, reader.Reports.Count);
        UnreadPart unread = reader.Reports.Single(report => report.Source == source).NotRead!;
        Assert.Contains("permission set", unread.NextStep, StringComparison.Ordinal);
        Assert.All(
            rows.Where(row => row.Source == source),
            row => Assert.Contains(unread.Reason, row.BlindSpots, StringComparer.Ordinal)
        );
        Assert.All(
            reader.Reports.Where(report => permission != "ViewEventLogFiles" && report.Source != source),
            report => Assert.Null(report.NotRead)
        );
    }

    [Theory]
    [InlineData(FaultKind.TruncatedBody)]
    [InlineData(FaultKind.ResetInBody)]
    public async Task A_file_that_breaks_off_is_read_again_and_counted_once(FaultKind kind)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        long whole = (await ReadAsync(session.Org, UsageSource.EventLogFile)).Sum(row => row.Count);

        // Of the first day most calls are older than what is asked for; the third one counts whole.
        session.Server.Faults.Add(
            new Fault
            {
                Kind = kind,
                Endpoint = "event log file",
                Nth = 3,
                Times = 2,
            }
        );

        long again = (await ReadAsync(session.Org, UsageSource.EventLogFile)).Sum(row => row.Count);

        Assert.InRange(again, whole, whole + 20);
    }

    [Theory]
    [InlineData(FaultKind.Forbidden)]
    [InlineData(FaultKind.HtmlBody)]
    public async Task A_file_that_does_not_come_is_told_and_the_others_count(FaultKind kind)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Faults.Add(
            new Fault
            {
                Kind = kind,
                Endpoint = "event log file",
                Nth = 2,
                Times = 1,
            }
        );
        ConnectedAppUsageReader reader = new(session.Org, [UsageSource.EventLogFile], Since);

        List<ConnectedAppUsage> rows = await reader.ReadAsync().ToListAsync();

        Assert.NotEmpty(rows);
        Assert.Contains("file of", Assert.Single(reader.Reports).NotRead!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UsageSource.LoginHistory)]
    [InlineData(UsageSource.LoginEvent)]
    [InlineData(UsageSource.EventLogFile)]
    public async Task Callers_of_SOAP_login_have_no_app_and_are_told_with_their_API_version(UsageSource source)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Setup.PlanTraffic(
            new PlannedTraffic
            {
                SoapLoginVersion = "58.0",
                Username = "grace.lin@harbourline.example.com",
                SourceIp = "203.0.113.77",
                LoginsPerHour = 4,
            }
        );
        session.Server.Setup.MoveClock(TimeSpan.FromHours(3));

        ConnectedAppUsage row = Assert.Single(await ReadAsync(session.Org, source), row => row.ApiVersion is not null);

        Assert.Null(row.AppName);
        Assert.Equal("(SOAP login, no app)", row.Application);
        Assert.Equal("58.0", row.ApiVersion);
        Assert.Equal("grace.lin@harbourline.example.com", row.User);
        Assert.Equal("203.0.113.77", row.SourceIp);
        Assert.InRange(row.Count, 8, 12);
        Assert.Equal("SOAP login() 58.0", row.HowSummary);
    }

    [Fact]
    public async Task Callers_of_SOAP_login_are_not_told_where_an_app_is_asked_for()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        session.Server.Setup.PlanTraffic(
            new PlannedTraffic
            {
                SoapLoginVersion = "58.0",
                Username = "grace.lin@harbourline.example.com",
                LoginsPerHour = 4,
            }
        );
        session.Server.Setup.MoveClock(TimeSpan.FromHours(3));
        ConnectedAppSelection selection = new((name, _) => name == "Legacy_Billing", ["Legacy_Billing"]);

        List<ConnectedAppUsage> rows = await new ConnectedAppUsageReader(
            session.Org,
            [UsageSource.LoginHistory],
            Since,
            selection
        )
            .ReadAsync()
            .ToListAsync();

        Assert.All(rows, row => Assert.Equal("Legacy_Billing", row.AppName));
    }

    private static async Task<List<ConnectedAppUsage>> ReadAsync(EcaOrg org, params UsageSource[] sources)
    {
        ConnectedAppUsageReader reader = new(org, sources, Since);
        List<ConnectedAppUsage> rows = await reader.ReadAsync().ToListAsync();
        Assert.All(reader.Reports, report => Assert.Null(report.NotRead));
        return rows;
    }

    private static List<Caller> Truths()
    {
        using Stream stream = typeof(PracticeOrgServer).Assembly.GetManifestResourceStream("demo/truths.json")!;
        List<Caller> callers = [];
        foreach (JsonElement app in JsonSerializer.Deserialize<JsonElement>(stream).EnumerateArray())
        {
            // The failed logins are those of the app's first caller.
            int failed = app.TryGetProperty("failedLogins", out JsonElement number) ? number.GetInt32() : 0;
            foreach (JsonElement caller in app.GetProperty("callers").EnumerateArray())
            {
                callers.Add(
                    new Caller(
                        app.GetProperty("app").GetString()!,
                        caller.GetProperty("user").GetString()!,
                        caller.GetProperty("ip").GetString()!,
                        caller.GetProperty("loginType").GetString()!,
                        caller.GetProperty("loginSubType").GetString(),
                        caller.GetProperty("logins").GetInt32(),
                        failed,
                        caller.GetProperty("client").GetString(),
                        caller.GetProperty("apiFamily").GetString(),
                        caller.GetProperty("calls").GetInt32()
                    )
                );
                failed = 0;
            }
        }

        return callers;
    }

    private sealed record Caller(
        string App,
        string User,
        string Ip,
        string LoginType,
        string? SubType,
        int Logins,
        int FailedLogins,
        string? Client,
        string? ApiFamily,
        int Calls
    );
}
