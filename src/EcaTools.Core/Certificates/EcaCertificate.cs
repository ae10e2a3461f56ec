namespace EcaTools.Core.Certificates;

/// <summary>A certificate that was made, and where its files are. It holds no part of the private key.</summary>
public sealed record EcaCertificate
{
    /// <summary>The subject, as <c>CN=…</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The SHA-1 thumbprint, by which certificate stores and Salesforce name it; capitals.</summary>
    public required string Thumbprint { get; init; }

    /// <summary>From when it is valid (UTC).</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Until when it is valid (UTC).</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The length of the RSA key in bits.</summary>
    public required int KeySize { get; init; }

    /// <summary>The file of the certificate, PEM. It is public.</summary>
    public required string CertificatePath { get; init; }

    /// <summary>The file of the private key, PEM (PKCS #8), not encrypted.</summary>
    public required string KeyPath { get; init; }

    /// <summary>The PFX file with both, under the password; null where no password was given.</summary>
    public string? PfxPath { get; init; }

    /// <summary>The certificate as PEM text, as the metadata of an app takes it. It is public.</summary>
    public required string Certificate { get; init; }

    /// <summary>The subject.</summary>
    public override string ToString() => Subject;
}
