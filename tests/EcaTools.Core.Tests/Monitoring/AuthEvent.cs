using System.Globalization;
using System.Text;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Sources;

namespace EcaTools.Core.Tests.Monitoring;

/// <summary>An event of ApiTotalUsage as tests make it up.</summary>
internal sealed record AuthEvent(
    DateTimeOffset Time,
    string App,
    string Label,
    string User,
    string Address,
    string Client,
    string Status
)
{
    public const string Org = "00D000000000001";

    private static readonly string[] s_columns =
    [
        "EVENT_TYPE",
        "TIMESTAMP",
        "ORGANIZATION_ID",
        "USER_ID",
        "CLIENT_NAME",
        "CLIENT_IP",
        "CONNECTED_APP_ID",
        "CONNECTED_APP_NAME",
        "STATUS_CODE",
    ];

    public string ToLine() =>
        EventLogs.EventLogText.Quoted(
            "ApiTotalUsage",
            Time.ToString("yyyyMMddHHmmss.fff", CultureInfo.InvariantCulture),
            Org,
            User,
            Client,
            Address,
            App,
            Label,
            Status
        ) + "\n";

    /// <summary>An event log of these events.</summary>
    public static byte[] ToLog(IEnumerable<AuthEvent> events) =>
        Encoding.UTF8.GetBytes(
            EventLogs.EventLogText.Quoted(s_columns) + "\n" + string.Concat(events.Select(it => it.ToLine()))
        );

    /// <summary>Adds a log of these events to a set.</summary>
    public static async Task AddAsync(
        AuthMeasureSet set,
        string key,
        IEnumerable<AuthEvent> events,
        EventLogInterval interval = default,
        DateTimeOffset? logDate = null
    )
    {
        MeasuredLog described = new()
        {
            Key = key,
            Source = "ApiTotalUsage",
            OrgId = Org,
            Name = key,
            Interval = interval,
            LogDate = logDate,
        };
        CountedLog counted = await LogStream.CountAsync(
            new MemoryStream(ToLog(events)),
            described,
            null,
            CancellationToken.None
        );
        set.Add(counted.Log, counted.Sources);
    }

    /// <summary>Events of some hours of two days, made up by a seed.</summary>
    public static List<AuthEvent> MakeUp(int seed, int count)
    {
        Random random = new(seed);
        string[] statuses =
        [
            "200",
            "200",
            "200",
            "201",
            "302",
            "400",
            "401",
            "403",
            "404",
            "408",
            "500",
            "504",
            "",
            "odd",
        ];
        DateTimeOffset start = new(2026, 11, 28, 20, 0, 0, TimeSpan.Zero);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    int app = random.Next(4);
                    return new AuthEvent(
                        start.AddMilliseconds(random.Next(30 * 3_600_000)),
                        app == 3 ? "" : $"0H400000000000{app}",
                        app == 3 ? "" : $"App {app}, \"{(random.Next(20) == 0 ? "new" : "old")}\"",
                        $"00500000000{random.Next(6):0000}",
                        random.Next(10) == 0 ? "Salesforce.com IP" : $"10.0.0.{random.Next(5)}",
                        random.Next(3) == 0 ? "" : $"client/{random.Next(3)}",
                        statuses[random.Next(statuses.Length)]
                    );
                }),
        ];
    }
}
