using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace EcaTools.Core.Monitoring.Measures;

/// <summary>What was counted, and how much of it: a file, or an hour of an object. Immutable.</summary>
public sealed record MeasuredLog
{
    /// <summary>What tells it from every other log. A log that comes twice counts once.</summary>
    public required string Key { get; init; }

    /// <summary>The event type or object, such as <c>ApiTotalUsage</c> or <c>LoginHistory</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The id of the org with 15 characters; empty where it is not known.</summary>
    public string OrgId { get; init; } = "";

    /// <summary>The file's path, or the words for it.</summary>
    public required string Name { get; init; }

    /// <summary>The time that it is about.</summary>
    public EventLogInterval Interval { get; init; }

    /// <summary>The beginning of its hour or day (UTC); null where nobody says.</summary>
    public DateTimeOffset? LogDate { get; init; }

    /// <summary>When the org made the file, or when the rows of an object were read (UTC); null where nobody
    /// says.</summary>
    public DateTimeOffset? CreatedDate { get; init; }

    /// <summary>Its length in bytes, as far as it was read.</summary>
    public long Length { get; init; }

    /// <summary>How many events were counted.</summary>
    public long Rows { get; init; }

    /// <summary>How many lines were not events.</summary>
    public long BadLines { get; init; }

    /// <summary>What is wrong with it, with lines; the first ones alone.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>The day that it belongs to, as a key; null where it is not known to be of a day.</summary>
    [JsonIgnore]
    internal string? Day =>
        LogDate is { } date
            ? string.Create(CultureInfo.InvariantCulture, $"{OrgId}/{Source}/{date.UtcDateTime:yyyy-MM-dd}")
            : null;

    /// <summary>
    /// Whether this log is to be taken rather than another one of the same key: the one that has more. Never both.
    /// </summary>
    internal bool IsBetterThan(MeasuredLog other)
    {
        int order = Rows.CompareTo(other.Rows);
        order = order != 0 ? order : Length.CompareTo(other.Length);
        order = order != 0 ? order : Nullable.Compare(CreatedDate, other.CreatedDate);
        return (order != 0 ? order : string.CompareOrdinal(Name, other.Name)) > 0;
    }
}
