namespace EcaTools.Core.Rotation.Certificates;

/// <summary>What the journal remembers of one app's certificate. Certificates are public; it holds no key.</summary>
internal sealed record CertificateEntry
{
    /// <summary>The app's full name.</summary>
    public required string App { get; init; }

    /// <summary>The certificate that the app had when the rotation began, as the org gave it; null for none. It is what
    /// is restored.</summary>
    public string? OldCertificate { get; init; }

    /// <summary>The thumbprint of the new certificate.</summary>
    public required string Thumbprint { get; init; }

    /// <summary>Which key callers have; written before a step that gives them another one.</summary>
    public CallerKey Callers { get; init; }

    /// <summary>When it began (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, well or badly (UTC); null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
