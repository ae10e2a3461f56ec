using System.Collections.Immutable;
using System.Globalization;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>A type of event log file: its columns, and where the values come from (Object Reference: EventLogFile event
/// types).</summary>
internal sealed class EventLogType
{
    private const string TimestampFormat = "yyyyMMddHHmmss.fff";

    private EventLogType(
        string name,
        string timeField,
        params (string Column, Func<Row, IOrg, object?> Value)[] columns
    )
    {
        Name = name;
        TimeField = timeField;
        Columns =
        [
            ("EVENT_TYPE", (_, _) => name),
            ("TIMESTAMP", (row, _) => Time(row, timeField).ToString(TimestampFormat, CultureInfo.InvariantCulture)),
            .. columns,
            (
                "TIMESTAMP_DERIVED",
                (row, _) => Time(row, timeField).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            ),
        ];
    }

    /// <summary>Every type that the org writes.</summary>
    public static ImmutableArray<EventLogType> All { get; } =
    [
        new(
            "ApiTotalUsage",
            "EventDate",
            ("REQUEST_ID", (row, _) => row["RequestId"]),
            ("ORGANIZATION_ID", (_, world) => SalesforceId.To15(world.OrgId)),
            ("USER_ID", (row, _) => Short(row["UserId"])),
            ("API_CLIENT_CATEGORY", (_, _) => "EXTERNAL_APPLICATION"),
            ("API_FAMILY", (row, _) => row["ApiType"]),
            ("API_VERSION", (row, _) => row["ApiVersion"]),
            ("API_RESOURCE", (row, _) => row["ApiResource"]),
            ("CLIENT_NAME", (row, _) => row["Client"]),
            ("HTTP_METHOD", (row, _) => row["HttpMethod"]),
            ("CLIENT_IP", (row, _) => row["SourceIp"]),
            ("COUNTS_AGAINST_API_LIMIT", (_, _) => "1"),
            ("CONNECTED_APP_ID", (row, _) => Short(row["ConnectedAppId"])),
            (
                "CONNECTED_APP_NAME",
                (row, _) => row.Text("Application") is LoginRows.NoApplication ? null : row["Application"]
            ),
            ("ENTITY_NAME", (row, _) => row["QueriedEntities"]),
            ("STATUS_CODE", (row, _) => row["StatusCode"]),
            ("USER_NAME", (row, _) => row["Username"])
        ),
        new(
            "Login",
            "LoginTime",
            ("REQUEST_ID", (row, _) => ApiCallRows.RequestId(Key(row))),
            ("ORGANIZATION_ID", (_, world) => SalesforceId.To15(world.OrgId)),
            ("USER_ID", (row, _) => Short(row["UserId"])),
            ("URI", (_, _) => "/services/oauth2/token"),
            ("SESSION_KEY", (row, _) => LoginRows.Key(Key(row) + 1)),
            ("LOGIN_KEY", (row, _) => LoginRows.Key(Key(row))),
            ("LOGIN_STATUS", (row, _) => row.Text("Status") == "Success" ? "LOGIN_NO_ERROR" : Code(row.Text("Status"))),
            (
                "LOGIN_TYPE",
                (row, _) =>
                {
                    if (row.Text("LoginType") == "Remote Access 2.0")
                    {
                        return "i";
                    }

                    return row.Text("LoginType") == "Remote Access Client" ? "6" : "A";
                }
            ),
            ("LOGIN_SUB_TYPE", (row, _) => row["LoginSubType"]),
            (
                "USER_NAME",
                (row, world) => row.Text("UserId") is { } id ? world.Find("User", id)?.Text("Username") : null
            ),
            ("API_TYPE", (row, _) => row["ApiType"]),
            ("API_VERSION", (row, _) => row["ApiVersion"]),
            ("BROWSER_TYPE", (row, _) => row["Browser"]),
            ("CLIENT_IP", (row, _) => row["SourceIp"]),
            ("SOURCE_IP", (row, _) => row["SourceIp"]),
            ("TLS_PROTOCOL", (row, _) => row["TlsProtocol"]),
            ("CIPHER_SUITE", (_, _) => "TLS_AES_256_GCM_SHA384")
        ),
    ];

    public string Name { get; }

    /// <summary>The field of the rows that says when it was.</summary>
    public string TimeField { get; }

    public ImmutableArray<(string Column, Func<Row, IOrg, object?> Value)> Columns { get; }

    /// <summary>The rows from one hour of the window to another.</summary>
    public IEnumerable<Row> Rows(TrafficLog traffic, LiveTraffic live, int fromHour, int toHour) =>
        Rows(traffic, fromHour, toHour).Concat(Rows(live, traffic.Window, fromHour, toHour));

    /// <summary>Those of them that are made up.</summary>
    public IEnumerable<Row> Rows(TrafficLog traffic, int fromHour, int toHour) =>
        IsLogin ? traffic.Logins(fromHour, toHour) : traffic.Calls(fromHour, toHour);

    /// <summary>Those of them that came over the wire.</summary>
    public IEnumerable<Row> Rows(LiveTraffic live, TrafficWindow window, int fromHour, int toHour) =>
        IsLogin
            ? live.Logins(window.Start.AddHours(fromHour), window.Start.AddHours(toHour))
            : live.Calls(window.Start.AddHours(fromHour), window.Start.AddHours(toHour));

    private bool IsLogin => Name == "Login";

    private static DateTime Time(Row row, string field) => ((DateTimeOffset)row[field]!).UtcDateTime;

    private static long Key(Row row) => SalesforceId.Number(row.Text("Id")!, SObjectPrefixes.LoginHistory) ?? 0;

    /// <summary>Event log files write ids with 15 characters.</summary>
    private static string? Short(object? id) => id is string text ? SalesforceId.To15(text) : null;

    private static string Code(string? status) =>
        "LOGIN_ERROR_"
        + new string([.. (status ?? "").ToUpperInvariant().Select(c => char.IsAsciiLetterUpper(c) ? c : '_')]);
}
