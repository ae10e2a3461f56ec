using System.Collections.Immutable;
using EcaTools.Core.Freeze;

namespace EcaTools.Core.Backup.Restore;

/// <summary>One app that was restored. It can serve as evidence: see <see cref="CheckedAt"/>. Holds no
/// secret.</summary>
public sealed record EcaRestore
{
    /// <summary>The app's full name.</summary>
    public required string App { get; init; }

    /// <summary>What kind of app it is.</summary>
    public required AppKind Kind { get; init; }

    /// <summary>The alias of the org.</summary>
    public required string Org { get; init; }

    /// <summary>The 18-character organization id.</summary>
    public required string OrgId { get; init; }

    /// <summary>What became of it.</summary>
    public required RestoreOutcome Outcome { get; init; }

    /// <summary>What was put back, from what the org held to what the backup holds.</summary>
    public ImmutableArray<string> Changes { get; init; } = [];

    /// <summary>What of the backup can't be put back, and what to do about it.</summary>
    public ImmutableArray<string> NotRestored { get; init; } = [];

    /// <summary>Who must be authorized again, since the app's tokens are gone.</summary>
    public ImmutableArray<string> Callers { get; init; } = [];

    /// <summary>The folder of the backup.</summary>
    public required string Path { get; init; }

    /// <summary>When the backup was made (UTC).</summary>
    public required DateTimeOffset BackupCreatedAt { get; init; }

    /// <summary>When the app was restored (UTC, by the org's clock).</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>The outcome and the app.</summary>
    public override string ToString() => $"{Outcome}: {App}";
}
