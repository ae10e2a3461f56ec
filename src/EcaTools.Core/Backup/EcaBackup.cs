using System.Collections.Immutable;
using EcaTools.Core.Freeze;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Backup;

/// <summary>One app in a backup. It can serve as evidence: see <see cref="CreatedAt"/>. Holds no secret.</summary>
public sealed record EcaBackup
{
    /// <summary>The app's full name.</summary>
    public required string App { get; init; }

    /// <summary>What kind of app it is.</summary>
    public required AppKind Kind { get; init; }

    /// <summary>The alias of the org when the backup was made.</summary>
    public required string Org { get; init; }

    /// <summary>The 18-character organization id.</summary>
    public required string OrgId { get; init; }

    /// <summary>Whether the backup holds all that was asked for.</summary>
    public BackupOutcome Outcome => NotRead.IsEmpty ? BackupOutcome.Complete : BackupOutcome.Partial;

    /// <summary>When the backup was made (UTC, by the org's clock).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when the backup is kept (UTC). Later it is not restored unless that is asked for.</summary>
    public required DateTimeOffset RetainUntil { get; init; }

    /// <summary>The folder of the backup.</summary>
    public required string Path { get; init; }

    /// <summary>How many files the backup holds of the app.</summary>
    public required int FileCount { get; init; }

    /// <summary>Whether the files are encrypted to a certificate.</summary>
    public required bool IsEncrypted { get; init; }

    /// <summary>Whether the backup holds the app's consumer secret.</summary>
    public required bool HasSecret { get; init; }

    /// <summary>
    /// The SHA-256 checksum of the manifest, which holds those of all files. Keep it elsewhere: a backup whose manifest
    /// still has it was not changed by anyone.
    /// </summary>
    public required string Checksum { get; init; }

    /// <summary>What of the app could not be read, and why.</summary>
    [FlatJson]
    public ImmutableArray<UnreadPart> NotRead { get; init; } = [];

    /// <summary>The app and the folder.</summary>
    public override string ToString() => $"{App} in {Path}";
}
