using System.Collections.Immutable;

namespace EcaTools.Core.Backup.Folders;

/// <summary>What <c>backup.json</c> says: of which org, when, until when, the apps, and each file with its
/// checksum.</summary>
internal sealed record BackupManifest
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "backup.json";

    /// <summary>The format that this version writes and reads.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset RetainUntil { get; init; }

    public required string OrgAlias { get; init; }

    public required string OrgId { get; init; }

    public required string InstanceUrl { get; init; }

    public required string ApiVersion { get; init; }

    /// <summary>The SHA-1 thumbprint of the certificate that the files are encrypted to; null where they are
    /// not.</summary>
    public string? EncryptedTo { get; init; }

    public required ImmutableArray<BackupApp> Apps { get; init; }

    public required ImmutableArray<BackupFile> Files { get; init; }

    /// <summary>The files of an app.</summary>
    public IEnumerable<BackupFile> FilesOf(BackupApp app) =>
        Files.Where(file => file.App == app.Name && file.Kind == app.Kind);
}
