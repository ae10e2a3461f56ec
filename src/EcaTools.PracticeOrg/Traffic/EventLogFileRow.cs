using System.Globalization;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>A row of EventLogFile: one type over one hour or one day of UTC.</summary>
internal sealed class EventLogFileRow(EventLogFileRows files, EventLogType type, int hour, bool IsDaily) : Row
{
    /// <summary>Keeps numbers of hours before the window positive.</summary>
    private const int Shift = 100_000;

    public EventLogType Type { get; } = type;

    /// <summary>The hour of the window in which it begins.</summary>
    public int Hour { get; } = hour;

    /// <summary>How many hours it holds.</summary>
    public int Hours => IsDaily ? 24 : 1;

    public long Number =>
        ((((long)Hour + Shift) * EventLogType.All.Length) + EventLogType.All.IndexOf(Type)) * 2 + (IsDaily ? 1 : 0);

    private string Id => SalesforceId.Create(SObjectPrefixes.EventLogFile, Number);

    public override object? this[string field] =>
        field switch
        {
            "Id" => Id,
            "EventType" => Type.Name,
            "LogDate" => files.Start(Hour),
            "CreatedDate" or "LastModifiedDate" or "SystemModstamp" => files.Start(Hour + Hours),
            "Interval" => IsDaily ? "Daily" : "Hourly",

            // Object Reference: daily files have 0; hourly ones count up from 1 when an hour gets more than one file.
            "Sequence" => IsDaily ? 0m : 1m,

            // A double in the API, which writes it with its fraction.
            "LogFileLength" => files.Length(this) + 0.0m,
            "LogFileContentType" => "text/csv",
            "LogFileFieldNames" => string.Join(',', Type.Columns.Select(c => c.Column)),
            "LogFileFieldTypes" => string.Join(
                ',',
                Type.Columns.Select(c =>
                    c.Column.StartsWith("TIMESTAMP", StringComparison.Ordinal) ? "DateTime" : "String"
                )
            ),
            "LogFile" => string.Create(
                CultureInfo.InvariantCulture,
                $"/services/data/v{Http.ApiVersions.Highest}.0/sobjects/EventLogFile/{Id}/LogFile"
            ),
            "ApiVersion" => (decimal)Http.ApiVersions.Highest,
            _ => null,
        };
}
