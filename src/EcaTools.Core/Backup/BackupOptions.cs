using System.Security.Cryptography.X509Certificates;

namespace EcaTools.Core.Backup;

/// <summary>How to back up apps.</summary>
public sealed record BackupOptions
{
    /// <summary>How long the backup is kept. 90 days by default.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The certificate that the files are encrypted to; null leaves them readable. Its RSA key has 2048 bits
    /// or more.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether the consumer secrets of External Client Apps are backed up too. Needs
    /// <see cref="Certificate"/>.</summary>
    public bool IncludeSecrets { get; init; }
}
