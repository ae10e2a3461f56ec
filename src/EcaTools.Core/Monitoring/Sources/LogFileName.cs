using System.Globalization;
using System.Text.RegularExpressions;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Monitoring.Sources;

/// <summary>The names of event log files, which tell what is in them.</summary>
internal static partial class LogFileName
{
    /// <summary>What stands for the id of a log that a query of an object gave.</summary>
    public const string QueryId = "query";

    private const string HourFormat = "yyyy-MM-dd'T'HH";

    /// <summary>The name of a log's file.</summary>
    public static string Of(string type, DateTimeOffset logDate, EventLogInterval interval, int sequence, string id) =>
        string.Create(CultureInfo.InvariantCulture, $"{type}_{Hour(logDate)}_{interval}_{sequence}_{id}.csv");

    /// <summary>What a file's name tells; of a name of another kind no more than the path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="fingerprint">What tells the file from others.</param>
    public static MeasuredLog Describe(string path, string fingerprint)
    {
        Match match = Name().Match(Path.GetFileName(path));
        if (
            !match.Success
            || !DateTimeOffset.TryParseExact(
                match.Groups["hour"].Value,
                HourFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out DateTimeOffset hour
            )
        )
        {
            return new MeasuredLog
            {
                Key = $"file/{fingerprint}",
                Source = "",
                Name = path,
            };
        }

        EventLogInterval interval = Enum.Parse<EventLogInterval>(match.Groups["interval"].Value);
        return new MeasuredLog
        {
            Key = KeyOf(match.Groups["type"].Value, hour, interval, match.Groups["id"].Value),
            Source = match.Groups["type"].Value,
            Name = path,
            Interval = interval,
            LogDate = hour,
        };
    }

    /// <summary>The key of a log in its org. A later part of an hour has an id of its own.</summary>
    public static string KeyOf(string type, DateTimeOffset logDate, EventLogInterval interval, string id) =>
        $"{type}/{Hour(logDate)}/{interval}/{SalesforceId.Short(id)}";

    private static string Hour(DateTimeOffset date) =>
        date.UtcDateTime.ToString(HourFormat, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?<type>[A-Za-z]+)_(?<hour>\d{4}-\d{2}-\d{2}T\d{2})_(?<interval>Hourly|Daily)_\d+_(?<id>0AT\w{12,15}|query)\.csv(\.gz)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Name();
}
