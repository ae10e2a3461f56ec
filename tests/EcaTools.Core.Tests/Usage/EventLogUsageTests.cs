using EcaTools.Core.Inventory;
using EcaTools.Core.Tests.Deployment;
using EcaTools.Core.Tests.Salesforce;
using EcaTools.Core.Usage;
using Xunit;

namespace EcaTools.Core.Tests.Usage;

/// <summary>Event log files of orgs that have less than others: no hourly files, no calls, no app in the rows.</summary>
public class EventLogUsageTests
{
    private const string NoInterval = """
        [{"message":"SELECT Id, Interval, LogDate FROM EventLogFile\n           ^\nERROR at Row:1:Column:12\nNo such column 'Interval' on entity 'EventLogFile'.","errorCode":"INVALID_FIELD"}]
        """;

    private const string OneFile = """
        {"totalSize":1,"done":true,"records":[{"Id":"0AT000000000001AAA","LogDate":"2026-11-30T00:00:00.000+0000"}]}
        """;

    private static readonly DateTimeOffset s_since = new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_org_without_hourly_files_has_daily_ones_that_count()
    {
        StubOrg stub = new StubOrg()
            .Answer(400, NoInterval)
            .Answer(200, OneFile)
            .Answer(
                200,
                """
                "EVENT_TYPE","CONNECTED_APP_ID","CONNECTED_APP_NAME","TIMESTAMP_DERIVED"
                "ApiTotalUsage","0H4000000000ABC","Night Job","2026-11-30T02:00:00.000Z"

                """,
                "text/csv"
            );

        EventLogUsageReader reader = await ReadAsync(stub);

        Assert.Null(reader.NotRead);
        (AppIdentity app, _, UsageTally.Count count) = Assert.Single(reader.Tally.Rows);
        Assert.Equal("Night Job", app.Label);
        Assert.Equal(1, count.Events);
        Assert.Equal(3, stub.Sent.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"EVENT_TYPE\",\"CONNECTED_APP_ID\",\"TIMESTAMP_DERIVED\"\n")]
    public async Task A_file_without_calls_is_no_error(string body)
    {
        EventLogUsageReader reader = await ReadAsync(new StubOrg().Answer(200, OneFile).Answer(200, body, "text/csv"));

        Assert.Null(reader.NotRead);
        Assert.Empty(reader.Tally.Rows);
    }

    [Fact]
    public async Task A_file_of_an_old_release_names_no_app_and_is_reported()
    {
        EventLogUsageReader reader = await ReadAsync(
            new StubOrg()
                .Answer(200, OneFile)
                .Answer(
                    200,
                    """
                    "EVENT_TYPE","API_FAMILY","API_RESOURCE","API_VERSION","TIMESTAMP_DERIVED"
                    "ApiTotalUsage","REST","/v50.0/query","50.0","2026-11-30T02:00:00.000Z"
                    "ApiTotalUsage","SOAP","login","31.0","2026-11-30T03:00:00.000Z"

                    """,
                    "text/csv"
                )
        );

        Assert.Contains("CONNECTED_APP_ID", reader.NotRead!.Reason, StringComparison.Ordinal);
        Assert.Equal(1, reader.LeftOut);
        (_, UsageKey key, _) = Assert.Single(reader.Tally.Rows);
        Assert.Equal("31.0", key.ApiVersion);
    }

    /// <summary>Reads with the apps of the demo.</summary>
    private static async Task<EventLogUsageReader> ReadAsync(StubOrg stub)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        AppDirectory apps = await AppDirectory.ReadAsync(
            session.Org,
            ConnectedAppSelection.All,
            includesExternalClientApps: false,
            CancellationToken.None
        );
        EventLogUsageReader reader = new(Monitoring.OrgEventLogTests.Org(stub), apps, s_since);
        await reader.ReadAsync(CancellationToken.None);
        return reader;
    }
}
