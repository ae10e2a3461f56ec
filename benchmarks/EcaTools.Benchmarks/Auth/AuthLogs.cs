using System.Globalization;
using System.Text;

namespace EcaTools.Benchmarks.Auth;

/// <summary>
/// Writes event log files of the type ApiTotalUsage as a busy org would: 24 hours, 200 apps, each with users of its
/// own.
/// </summary>
internal static class AuthLogs
{
    public const int Hours = 24;
    private const int Apps = 200;
    private const int UsersOfApp = 100;

    private static readonly string[] s_statuses =
    [
        "200",
        "200",
        "200",
        "201",
        "204",
        "404",
        "401",
        "403",
        "500",
        "504",
    ];
    private static readonly string[] s_clients =
    [
        "nightly-batch/2.1",
        "python-requests/2.32",
        "jsforce/3.12",
        "MuleSoft/4.9",
        "okhttp/4.12",
    ];

    public static string[] Columns { get; } =
    [
        "EVENT_TYPE",
        "TIMESTAMP",
        "REQUEST_ID",
        "ORGANIZATION_ID",
        "USER_ID",
        "API_FAMILY",
        "API_VERSION",
        "API_RESOURCE",
        "CLIENT_NAME",
        "HTTP_METHOD",
        "CLIENT_IP",
        "COUNTS_AGAINST_API_LIMIT",
        "CONNECTED_APP_ID",
        "CONNECTED_APP_NAME",
        "ENTITY_NAME",
        "STATUS_CODE",
        "USER_NAME",
        "API_CLIENT_CATEGORY",
        "TIMESTAMP_DERIVED",
    ];

    /// <summary>Writes the files; those that are there with as many rows stay.</summary>
    public static string[] Write(string folder, int rows)
    {
        Directory.CreateDirectory(folder);
        string[] paths =
        [
            .. Enumerable.Range(0, Hours).Select(hour => Path.Combine(folder, $"hour{hour:00}-{rows}.csv")),
        ];
        Parallel.For(
            0,
            Hours,
            hour =>
            {
                if (!File.Exists(paths[hour]))
                {
                    WriteHour(paths[hour] + ".new", hour, rows / Hours);
                    File.Move(paths[hour] + ".new", paths[hour]);
                }
            }
        );
        return paths;
    }

    private static void WriteHour(string path, int hour, int rows)
    {
        Random random = new(hour);
        using StreamWriter writer = new(
            path,
            append: false,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            1 << 20
        )
        {
            NewLine = "\n",
        };
        writer.WriteLine(string.Join(',', Columns.Select(column => $"\"{column}\"")));
        StringBuilder line = new();
        for (int i = 0; i < rows; i++)
        {
            int app = random.Next(Apps);
            int user = (app * UsersOfApp) + random.Next(UsersOfApp);
            DateTime time = new DateTime(2026, 11, 29, hour, 0, 0, DateTimeKind.Utc).AddMilliseconds(
                random.Next(3_600_000)
            );
            string status = random.Next(100) == 0 ? s_statuses[random.Next(s_statuses.Length)] : "200";
            line.Clear()
                .Append(
                    CultureInfo.InvariantCulture,
                    $"\"ApiTotalUsage\",\"{time:yyyyMMddHHmmss.fff}\",\"TID:{random.NextInt64():x16}"
                        + $"\",\"00D000000000001\",\"005{user:x12}"
                        + $"\",\"REST\",\"66.0\",\"/v66.0/sobjects/Account/query\",\"{s_clients[app % s_clients.Length]}"
                        + $"\",\"GET\",\"198.18.{user % 256}.{user / 256 % 256}\",\"1\",\"0H4{app:x12}"
                        + $"\",\"Integration {app:000}\",\"Account\",\"{status}\",\"integration.user.{user}"
                        + $"@harbourline.example.com\",\"EXTERNAL_APPLICATION\",\"{time:yyyy-MM-dd'T'HH:mm:ss.fff}"
                        + $"Z\"\n"
                );
            writer.Write(line);
        }
    }
}
