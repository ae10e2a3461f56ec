using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Sources;

namespace EcaTools.Core.Monitoring.Orgs;

/// <summary>An event log of an org: a file, or an hour or day of an object. Immutable.</summary>
public sealed record EcaEventLog
{
    /// <summary>The event type or object.</summary>
    public required AuthEventSource Source { get; init; }

    /// <summary>The record id of the file; <c>query</c> for the rows of an object.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it holds an hour or a day.</summary>
    public required EventLogInterval Interval { get; init; }

    /// <summary>The beginning of its hour or day (UTC).</summary>
    public required DateTimeOffset LogDate { get; init; }

    /// <summary>The number among the files of its hour, from 1; 0 for a daily file.</summary>
    public int Sequence { get; init; }

    /// <summary>When the org made the file, or when the rows of an object are read (UTC).</summary>
    public DateTimeOffset CreatedDate { get; init; }

    /// <summary>The length in bytes; null if it is not known before it is read.</summary>
    public long? Length { get; init; }

    /// <summary>The id of the org with 15 characters.</summary>
    public required string OrgId { get; init; }

    /// <summary>The alias of the org.</summary>
    public required string OrgAlias { get; init; }

    /// <summary>The full path of the file that it was downloaded to; null if it was not.</summary>
    public string? Path { get; init; }

    /// <summary>Whether this command downloaded it; false if it was there before, or was only listed.</summary>
    public bool IsNew { get; init; }

    /// <summary>The name of its file.</summary>
    public string Name => LogFileName.Of(Source.ToString(), LogDate, Interval, Sequence, Id);

    /// <summary>The log without what counting it tells.</summary>
    internal MeasuredLog Describe() =>
        new()
        {
            Key = LogFileName.KeyOf(Source.ToString(), LogDate, Interval, Id),
            Source = Source.ToString(),
            OrgId = OrgId,
            Name = Path ?? $"{OrgAlias}: {Name}",
            Interval = Interval,
            LogDate = LogDate,
            CreatedDate = CreatedDate,
        };

    /// <summary>The log's name.</summary>
    public override string ToString() => Name;
}
