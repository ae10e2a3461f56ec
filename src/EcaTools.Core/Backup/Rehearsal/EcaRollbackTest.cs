using System.Collections.Immutable;
using EcaTools.Core.Freeze;

namespace EcaTools.Core.Backup.Rehearsal;

/// <summary>A rehearsed rollback of one app. It is evidence that the app can be restored: see
/// <see cref="CheckedAt"/>.</summary>
public sealed record EcaRollbackTest
{
    /// <summary>The app's full name.</summary>
    public required string App { get; init; }

    /// <summary>What kind of app it is.</summary>
    public required AppKind Kind { get; init; }

    /// <summary>The alias of the org.</summary>
    public required string Org { get; init; }

    /// <summary>The 18-character organization id.</summary>
    public required string OrgId { get; init; }

    /// <summary>How it ended.</summary>
    public required RollbackOutcome Outcome { get; init; }

    /// <summary>The steps, with their times.</summary>
    [FlatJson]
    public required ImmutableArray<RollbackStep> Steps { get; init; }

    /// <summary>How many seconds the restoration took.</summary>
    public required double RestoreSeconds { get; init; }

    /// <summary>Whether the callers of the app were tested.</summary>
    public required bool AreCallersTested { get; init; }

    /// <summary>The folder of the backup that was restored.</summary>
    public required string Path { get; init; }

    /// <summary>When that was (UTC, by the org's clock).</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>The outcome and the app.</summary>
    public override string ToString() => $"{Outcome}: {App}";
}
