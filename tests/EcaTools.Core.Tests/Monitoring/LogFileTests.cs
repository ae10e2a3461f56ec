using System.IO.Compression;
using System.Text;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Sources;
using Xunit;

namespace EcaTools.Core.Tests.Monitoring;

/// <summary>Files on disk count whole or not at all, and what is wrong with them is reported with its line.</summary>
public sealed class LogFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eca-logs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Files_give_the_same_whether_one_thread_reads_them_or_several_share_one(int workers)
    {
        List<AuthEvent> events = AuthEvent.MakeUp(11, 30_000);
        string one = Write("one.csv", AuthEvent.ToLog(events));
        AuthMeasureSet expected = new();
        await AuthEvent.AddAsync(expected, "all", events);

        (AuthMeasureSet set, LogFileMeasurer measurer) = await MeasureAsync(workers, one);

        Assert.Empty(measurer.Errors);
        Assert.Equal(new FileInfo(one).Length, measurer.BytesRead);
        Assert.Equal(
            expected
                .Measure(AuthMeasureBy.Caller, AuthWindow.Hour)
                .Select(it => $"{it.App} {it.Caller} {it.From} {it.Requests} {it.Failures} {it.FirstSeen:O}"),
            set.Measure(AuthMeasureBy.Caller, AuthWindow.Hour)
                .Select(it => $"{it.App} {it.Caller} {it.From} {it.Requests} {it.Failures} {it.FirstSeen:O}"),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task A_file_and_its_copy_count_once_and_a_compressed_one_is_read_too()
    {
        byte[] log = AuthEvent.ToLog(AuthEvent.MakeUp(12, 100));
        MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(AuthEvent.ToLog(AuthEvent.MakeUp(13, 70)));
        }

        (AuthMeasureSet set, LogFileMeasurer measurer) = await MeasureAsync(
            2,
            Write("a.csv", log),
            Write("b.csv", log),
            Write("c.csv.gz", packed.ToArray())
        );

        Assert.Empty(measurer.Errors);
        Assert.Equal(170, set.Measure().Sum(measure => measure.Requests));
    }

    [Fact]
    public async Task Files_under_the_names_that_downloads_have_are_known_as_hours_and_days()
    {
        List<AuthEvent> events = [.. AuthEvent.MakeUp(14, 300).Where(it => it.Time.Day == 29)];
        string day = Write("ApiTotalUsage_2026-11-29T00_Daily_0_0AT000000000001.csv", AuthEvent.ToLog(events));
        string hour = Write(
            "ApiTotalUsage_2026-11-29T05_Hourly_1_0AT000000000002.csv",
            AuthEvent.ToLog(events.Where(it => it.Time.Hour == 5))
        );

        (AuthMeasureSet set, _) = await MeasureAsync(2, hour, day);

        Assert.Equal(events.Count, set.Measure().Sum(measure => measure.Requests));
        Assert.Equal(EventLogInterval.Daily, Assert.Single(set.Logs).Interval);
    }

    [Theory]
    [InlineData("", 0, "the file is empty")]
    [InlineData("\"EVENT_TYPE\",\"TIMESTAMP\"\n", 0, null)]
    [InlineData(
        "\"EVENT_TYPE\",\"TIMESTAMP\",\"MESSAGE\"\n\"X\",\"20260101000000.001\",\"\"\n\"X\",\"20260101000000.002\",\"a\nb \"\"c\"\"\"\n",
        2,
        null
    )]
    [InlineData(
        "\"TIMESTAMP\",\"STATUS_CODE\"\n\"20260101000000.001\",\"200\"\n\"nonsense\",\"200\"\n\"TIMESTAMP\",\"STATUS_CODE\"\n",
        1,
        "(3): its time can't be read"
    )]
    [InlineData(
        "\"TIMESTAMP\",\"STATUS_CODE\"\n\"20260101000000.001\",\"2\n0\n0\"\n\"20260101000000.001\"\n\"20260101000000.001\",\"200\"\n",
        2,
        "(5): it does not have the columns"
    )]
    public async Task What_a_file_holds_is_counted_and_what_is_wrong_with_it_has_its_line(
        string text,
        int rows,
        string? problem
    )
    {
        (AuthMeasureSet set, LogFileMeasurer measurer) = await MeasureAsync(
            1,
            Write("a.csv", Encoding.UTF8.GetBytes(text))
        );

        Assert.Empty(measurer.Errors);
        MeasuredLog log = Assert.Single(set.Logs);
        Assert.Equal(rows, log.Rows);
        Assert.Equal(problem is null ? 0 : 1, log.Problems.Length);
        Assert.All(log.Problems, found => Assert.Contains(problem!, found, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_ends_in_the_middle_of_a_line_is_not_counted_and_the_line_is_named()
    {
        byte[] log = AuthEvent.ToLog(AuthEvent.MakeUp(15, 10));

        (AuthMeasureSet set, LogFileMeasurer measurer) = await MeasureAsync(2, Write("a.csv", log[..^20]));

        EcaException error = Assert.Single(measurer.Errors);
        Assert.Equal("EventLogNotReadable", error.ErrorId);
        Assert.Equal(11, error.Line);
        Assert.Contains("a.csv(11): ", error.Message, StringComparison.Ordinal);
        Assert.Empty(set.Logs);
    }

    [Fact]
    public async Task A_file_that_grows_or_shrinks_while_it_is_read_is_not_counted()
    {
        string path = Write("a.csv", AuthEvent.ToLog(AuthEvent.MakeUp(16, 10)));
        using LogFileJob job = new(path, () => new EcaTools.Core.Monitoring.Tallies.AuthTables());

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            job.RunAsync(new(), _ => File.AppendAllText(path, "more"), CancellationToken.None)
        );

        Assert.Equal("FileChanged", error.ErrorId);
    }

    [Fact]
    public async Task Files_that_are_missing_damaged_or_of_another_kind_are_reported_and_the_others_count()
    {
        string good = Write("good.csv", AuthEvent.ToLog(AuthEvent.MakeUp(17, 10)));
        string table = Write("table.csv", "Name,Value\na,b\n"u8.ToArray());
        string damaged = Write("damaged.csv.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff]);
        string lines = Write(
            "lines.csv",
            Encoding.UTF8.GetBytes("TIMESTAMP,B\n" + string.Concat(Enumerable.Repeat("x\n", 20_000)))
        );

        (AuthMeasureSet set, LogFileMeasurer measurer) = await MeasureAsync(
            2,
            good,
            table,
            damaged,
            lines,
            Path.Combine(_folder.FullName, "missing.csv")
        );

        Assert.Equal(10, set.Measure().Sum(measure => measure.Requests));
        Assert.Equal(
            [
                "EventLogNotReadable damaged.csv.gz",
                "EventLogNotReadable lines.csv",
                "EventLogNotReadable table.csv",
                "FileNotReadable missing.csv",
            ],
            measurer
                .Errors.Select(error => $"{error.ErrorId} {Path.GetFileName((string)error.Target!)}")
                .Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "EVENT_TYPE,TIMESTAMP,REQUEST_ID,ORGANIZATION_ID,USER_ID,RUN_TIME,CPU_TIME,URI,SESSION_KEY,LOGIN_KEY,USER_TYPE,REQUEST_STATUS,DB_TOTAL_TIME,LOGIN_TYPE,BROWSER_TYPE,API_TYPE,API_VERSION,USER_NAME,TLS_PROTOCOL,CIPHER_SUITE,AUTHENTICATION_METHOD_REFERENCE,LOGIN_SUB_TYPE,TIMESTAMP_DERIVED,USER_ID_DERIVED,CLIENT_IP,URI_ID_DERIVED,LOGIN_STATUS,SOURCE_IP"
    )]
    [InlineData(
        "EVENT_TYPE,TIMESTAMP,REQUEST_ID,ORGANIZATION_ID,USER_ID,RUN_TIME,CPU_TIME,URI,SESSION_KEY,LOGIN_KEY,USER_TYPE,REQUEST_STATUS,DB_TOTAL_TIME,BROWSER_TYPE,API_TYPE,API_VERSION,USER_NAME,TLS_PROTOCOL,CIPHER_SUITE,AUTHENTICATION_METHOD_REFERENCE,TIMESTAMP_DERIVED,USER_ID_DERIVED,CLIENT_IP,URI_ID_DERIVED,LOGIN_STATUS,SOURCE_IP"
    )]
    public async Task Login_files_of_2023_and_of_2021_are_both_read(string columns)
    {
        string[] names = columns.Split(',');
        string Row(string status) =>
            EventLogs.EventLogText.Quoted(
                names.Select(name =>
                    name switch
                    {
                        "EVENT_TYPE" => "Login",
                        "TIMESTAMP" => "20230101000000.001",
                        "ORGANIZATION_ID" => AuthEvent.Org,
                        "USER_ID" => "005000000000001",
                        "LOGIN_STATUS" => status,
                        "LOGIN_SUB_TYPE" => "OauthRefreshToken",
                        "CLIENT_IP" => "Salesforce.com IP",
                        _ => "",
                    }
                )
            );
        string text =
            $"{EventLogs.EventLogText.Quoted(names)}\n{Row("LOGIN_NO_ERROR")}\n{Row("LOGIN_OAUTH_INVALID_TOKEN")}\n{Row("LOGIN_SOMETHING_NEW")}\n";

        (AuthMeasureSet set, _) = await MeasureAsync(1, Write("login.csv", Encoding.UTF8.GetBytes(text)));

        AuthMeasure measure = Assert.Single(set.Measure(AuthMeasureBy.Caller));
        Assert.Equal(
            ("Login", 3L, 1L, 1L, 1L),
            (measure.Source, measure.Requests, measure.Successes, measure.Unauthorized, measure.Unknown)
        );
        Assert.Equal("Salesforce.com IP", measure.Address);
        Assert.Equal(0, measure.AttributionRate);
        bool tellsFlows = names.Contains("LOGIN_SUB_TYPE", StringComparer.Ordinal);
        Assert.Equal(tellsFlows ? "OauthRefreshToken" : null, measure.LoginSubType);
        Assert.Equal(tellsFlows ? 1 : 0, measure.RefreshFailures);
        Assert.Contains(measure.Errors, error => error.Meaning is { OAuthError: "invalid_grant" });
        Assert.Contains(measure.Errors, error => error.Meaning?.Words == "Other: LOGIN_SOMETHING_NEW");
        Assert.Contains(measure.BlindSpots, text => text.Contains("can't be distinguished", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logins_by_SOAP_that_name_no_app_are_an_app_of_their_own()
    {
        string text =
            "TIMESTAMP,API_FAMILY,API_RESOURCE,CONNECTED_APP_ID,STATUS_CODE\n20260101000000.001,SOAP,login,,200\n20260101000000.001,SOAP,query,,200\n20260101000000.001,REST,login,,200\n";

        (AuthMeasureSet set, _) = await MeasureAsync(1, Write("a.csv", Encoding.UTF8.GetBytes(text)));

        Assert.Equal(
            ["(SOAP login, no app) 1 0", "(no app) 2 0"],
            set.Measure().Select(it => $"{it.App} {it.Requests} {it.AttributionRate}"),
            StringComparer.Ordinal
        );
    }

    private static async Task<(AuthMeasureSet Set, LogFileMeasurer Measurer)> MeasureAsync(
        int workers,
        params string[] paths
    )
    {
        AuthMeasureSet set = new();
        LogFileMeasurer measurer = new(set, workers);
        await measurer.MeasureAsync(paths);
        return (set, measurer);
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
