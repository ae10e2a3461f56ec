using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Orgs;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Tests.Salesforce;
using Xunit;

namespace EcaTools.Core.Tests.Monitoring;

/// <summary>What is read of an org, and that nothing is read or counted twice.</summary>
public class OrgEventLogTests
{
    private const string Csv = """
        "EVENT_TYPE","TIMESTAMP","ORGANIZATION_ID","CONNECTED_APP_ID","STATUS_CODE"
        "ApiTotalUsage","20261121100000.000","00D000000000001","0H4000000000001","200"

        """;

    private const string NoInterval = """
        [{"message":"No such column 'Interval' on entity 'EventLogFile'.","errorCode":"INVALID_FIELD"}]
        """;

    private static readonly DateTimeOffset s_since = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_org_without_hourly_files_has_daily_ones()
    {
        StubOrg stub = new StubOrg().Answer(400, NoInterval).Answer(200, Files(Row("0AT000000000001", 0, 0, null)));

        EventLogListing listing = await new OrgEventLogs(Org(stub)).ListAsync(AuthEventSource.ApiTotalUsage, s_since);

        EcaEventLog log = Assert.Single(listing.Logs);
        Assert.Equal(EventLogInterval.Daily, log.Interval);
        Assert.Equal(100, log.Length);
        Assert.Null(listing.NotRead);
        Assert.Contains("Interval", Query(stub, 0), StringComparison.Ordinal);
        Assert.DoesNotContain("Interval", Query(stub, 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_not_an_empty_list()
    {
        StubOrg stub = new StubOrg().Answer(
            400,
            """[{"message":"sObject type 'EventLogFile' is not supported.","errorCode":"INVALID_TYPE"}]"""
        );

        EventLogListing listing = await new OrgEventLogs(Org(stub)).ListAsync(AuthEventSource.ApiTotalUsage, s_since);

        Assert.Empty(listing.Logs);
        Assert.Null(listing.Listing);
        Assert.Contains("EventLogFile", listing.NotRead!.Reason, StringComparison.Ordinal);
        Assert.Contains("View Event Log Files", listing.NotRead.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_of_an_hour_are_counted_each_once_and_the_daily_file_takes_their_place()
    {
        StubOrg stub = new StubOrg()
            .Answer(200, Files(Row("0AT000000000001", 10, 1, "Hourly")))
            .Answer(200, Csv, "text/csv")
            .Answer(200, Files(Row("0AT000000000001", 10, 1, "Hourly"), Row("0AT000000000002", 10, 2, "Hourly")))
            .Answer(200, Csv, "text/csv")
            .Answer(200, Files(Row("0AT000000000003", 0, 0, "Daily")))
            .Answer(200, Csv + Csv.Split('\n')[1] + "\n", "text/csv");
        AuthMeasureSet set = new();
        OrgLogMeasurer measurer = new(set, Org(stub));

        List<long> requests = [];
        for (int reading = 0; reading < 3; reading++)
        {
            await measurer.MeasureAsync([AuthEventSource.ApiTotalUsage], s_since);
            requests.Add(set.Measure().Sum(measure => measure.Requests));
        }

        // One event of each part; then the day with both of them.
        Assert.Equal([1, 2, 2], requests);
        Assert.Equal("ApiTotalUsage", Assert.Single(set.Logs).Source);
        Assert.DoesNotContain("CreatedDate >=", Query(stub, 0), StringComparison.Ordinal);
        Assert.Contains("CreatedDate >= 2026-11-21T22:00:00Z", Query(stub, 2), StringComparison.Ordinal);
        Assert.Empty(measurer.NotRead);
    }

    [Fact]
    public async Task A_file_that_is_cut_off_is_not_counted_and_read_again_the_next_time()
    {
        StubOrg stub = new StubOrg()
            .Answer(200, Files(Row("0AT000000000001", 10, 1, "Hourly")))
            .Answer(200, Csv.TrimEnd()[..^3], "text/csv")
            .Answer(200, Files(Row("0AT000000000001", 10, 1, "Hourly")))
            .Answer(200, Csv, "text/csv");
        AuthMeasureSet set = new();
        OrgLogMeasurer measurer = new(set, Org(stub));

        await measurer.MeasureAsync([AuthEventSource.ApiTotalUsage], s_since);
        Assert.Contains("ends in the middle", Assert.Single(measurer.NotRead).Reason, StringComparison.Ordinal);
        Assert.Empty(set.Logs);
        Assert.Empty(set.Listings);

        await measurer.MeasureAsync([AuthEventSource.ApiTotalUsage], s_since);
        Assert.Equal(1, Assert.Single(set.Measure()).Requests);
        Assert.Single(set.Listings);
    }

    [Fact]
    public async Task A_folder_gets_each_file_once_and_is_of_one_org()
    {
        string folder = Directory.CreateTempSubdirectory("eca-").FullName;
        try
        {
            StubOrg stub = new StubOrg()
                .Answer(200, Files(Row("0AT000000000001", 10, 1, "Hourly")))
                .Answer(200, Csv, "text/csv");
            EcaOrg org = Org(stub);
            EventLogListing listing = await new OrgEventLogs(org).ListAsync(AuthEventSource.ApiTotalUsage, s_since);
            EventLogDownloader downloader = new(org, folder);
            downloader.Open();

            EcaEventLog first = await downloader.DownloadAsync(listing.Logs[0], default);
            EcaEventLog second = await downloader.DownloadAsync(listing.Logs[0], default);

            Assert.True(first.IsNew);
            Assert.False(second.IsNew);
            Assert.Equal(2, stub.Sent.Count);
            Assert.Equal(Csv, await File.ReadAllTextAsync(first.Path!));
            EcaException other = Assert.Throws<EcaException>(() =>
                new EventLogDownloader(org with { OrgId = "00D000000000002AAA" }, folder).Open()
            );
            Assert.Equal("EventLogNotReadable", other.ErrorId);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Query(StubOrg stub, int request) =>
        Uri.UnescapeDataString(stub.Sent[request].Url.Query).Replace('+', ' ');

    private static string Files(params string[] rows) =>
        $$"""{"totalSize":{{rows.Length}},"done":true,"records":[{{string.Join(',', rows)}}]}""";

    private static string Row(string id, int hour, int sequence, string? interval) =>
        $$"""{"Id":"{{id}}","LogDate":"2026-11-21T{{hour:00}}:00:00.000+0000","Sequence":{{sequence}},"CreatedDate":"2026-11-21T20:00:00.000+0000","LogFileLength":100.0{{(interval is null ? "" : $",\"Interval\":\"{interval}\"")}}}""";

    internal static EcaOrg Org(StubOrg stub) =>
        new(stub.Client())
        {
            Alias = "stub",
            Username = "admin@example.com",
            UserId = "005000000000001AAA",
            OrgId = "00D000000000001AAA",
            OrgName = "Stub",
            OrgType = OrgType.Production,
            InstanceUrl = "https://acme.my.salesforce.com",
            ApiVersion = new ApiVersion(66),
            ConnectedAt = stub.Time.GetUtcNow(),
        };
}
