namespace EcaTools.Core.Monitoring.Measures;

/// <summary>
/// That an org was asked for all logs of a source, and each was counted. Without it nobody can tell a log that is not
/// there yet from an hour without events.
/// </summary>
public sealed record SourceListing
{
    /// <summary>The id of the org with 15 characters.</summary>
    public required string OrgId { get; init; }

    /// <summary>The event type or object.</summary>
    public required string Source { get; init; }

    /// <summary>The log date of the oldest logs that were asked for (UTC).</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the org was asked (UTC, by the org's clock).</summary>
    public required DateTimeOffset ListedAt { get; init; }

    /// <summary>Whether this listing tells all that another one tells.</summary>
    internal bool Covers(SourceListing other) =>
        OrgId == other.OrgId && Source == other.Source && Since <= other.Since && ListedAt >= other.ListedAt;
}
