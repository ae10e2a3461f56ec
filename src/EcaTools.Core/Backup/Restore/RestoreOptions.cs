using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace EcaTools.Core.Backup.Restore;

/// <summary>How to restore apps from a backup.</summary>
public sealed record RestoreOptions
{
    /// <summary>The certificate that the backup is encrypted to, with its private key; null for none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The checksum that the backup's manifest must have; null for any.</summary>
    public string? Checksum { get; init; }

    /// <summary>Whether a backup is restored after the time that it was to be kept.</summary>
    public bool AllowExpired { get; init; }

    /// <summary>Whether a certificate of the backup replaces another one that the app has now: callers that sign with
    /// the key of that one are locked out.</summary>
    public bool AllowCertificateChange { get; init; }

    /// <summary>Whether the org is a sandbox that was refreshed since, so that its id is another one. External Client
    /// Apps alone are restored then.</summary>
    public bool IsSandboxRefresh { get; init; }

    /// <summary>The full names of the apps; empty for all.</summary>
    public ImmutableArray<string> Names { get; init; } = [];
}
