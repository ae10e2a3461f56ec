using System.Collections.Immutable;

namespace EcaTools.Core.Reports.Summary;

/// <summary>What one run found and did. The matter of summary.json and report.html. Immutable; holds no
/// secret.</summary>
public sealed record MigrationSummary
{
    private readonly ImmutableArray<ReportedApp> _apps = [];
    private readonly ImmutableArray<UnreadApp> _unread = [];

    /// <summary>The version of the form of summary.json. It grows where a property changes its meaning or goes; new
    /// properties leave it.</summary>
    public int SchemaVersion { get; } = 1;

    /// <summary>The org.</summary>
    public required ReportedOrg Org { get; init; }

    /// <summary>When the run began (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The run in figures.</summary>
    public MigrationCounts Counts => MigrationCounts.Of(this);

    /// <summary>The apps that were read, by name (ordinal), whatever order they are given in.</summary>
    public required ImmutableArray<ReportedApp> Apps
    {
        get => _apps;
        init => _apps = [.. value.OrderBy(app => app.Name, StringComparer.Ordinal)];
    }

    /// <summary>The apps, the most urgent first.</summary>
    internal ImmutableArray<ReportedApp> AppsByUrgency => [.. _apps.OrderByDescending(app => app.Priority)];

    /// <summary>The apps that the source lists and that could not be read, by source (ordinal).</summary>
    public ImmutableArray<UnreadApp> Unread
    {
        get => _unread;
        init => _unread = [.. value.OrderBy(app => app.Source, StringComparer.Ordinal)];
    }
}
