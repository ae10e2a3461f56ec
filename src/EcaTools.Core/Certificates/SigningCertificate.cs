using System.Text;
using EcaTools.Core.Files;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Certificates;

/// <summary>A certificate that callers sign with (JWT bearer flow), fit to be written to metadata: not expired, an RSA
/// key of 2048 bits or more, and no private key.</summary>
public sealed record SigningCertificate
{
    /// <summary>The smallest RSA key, in bits: NIST SP 800-131A allows no smaller one for signatures.</summary>
    public const int MinimumBits = JwtSigningKey.ShortestKey;

    private const int MaximumBytes = 64 * 1024;

    private SigningCertificate(string pem, DateTimeOffset notAfter)
    {
        Pem = pem;
        NotAfter = notAfter;
    }

    /// <summary>The certificate as PEM with lines of 64 characters and LF.</summary>
    public string Pem { get; }

    /// <summary>When it expires (UTC).</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Reads a file that holds a certificate: PEM, base64 alone, or DER.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">Says whether it has expired.</param>
    /// <exception cref="EcaException">FileNotReadable, SecretInFile, CertificateNotUsable,
    /// CertificateExpired, CertificateNotUsable.</exception>
    public static SigningCertificate ReadFile(string path, TimeProvider time)
    {
        try
        {
            byte[] content =
                BoundedFile.Read(path, MaximumBytes)
                ?? throw CertificateErrors.CertificateNotUsable(path, "it has more than 64 KB");
            return Read(content, path, time);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MetadataErrors.FileNotReadable(path, exception);
        }
    }

    /// <summary>Reads a certificate: PEM, base64 alone, or DER.</summary>
    /// <param name="content">The file's bytes, or the raw data of a certificate.</param>
    /// <param name="source">What errors call it, such as its path.</param>
    /// <param name="time">Says whether it has expired.</param>
    /// <exception cref="EcaException">SecretInFile, CertificateNotUsable, CertificateExpired,
    /// CertificateNotUsable.</exception>
    public static SigningCertificate Read(ReadOnlySpan<byte> content, string source, TimeProvider time)
    {
        if (content.Length > MaximumBytes)
        {
            throw CertificateErrors.CertificateNotUsable(source, "it has more than 64 KB");
        }

        if (content.IndexOf("PRIVATE KEY"u8) >= 0)
        {
            throw CertificateErrors.PrivateKeyInCertificate(source);
        }

        // DER begins with the tag of a SEQUENCE; as text that is the digit 0, which no PEM and no certificate in base64
        // begins with.
        string text = content.StartsWith((ReadOnlySpan<byte>)[0x30])
            ? Convert.ToBase64String(content)
            : Encoding.UTF8.GetString(content).Trim('\uFEFF').Trim();
        int first = text.IndexOf(CertificatePem.Begin, StringComparison.Ordinal);
        if (first >= 0 && text.IndexOf(CertificatePem.Begin, first + 1, StringComparison.Ordinal) >= 0)
        {
            throw CertificateErrors.CertificateNotUsable(
                source,
                "it holds more than one certificate, and an app takes one"
            );
        }

        // What openssl prints before the certificate is not part of it.
        text = first > 0 ? text[first..] : text;
        if (CertificateFacts.Read(text) is not { } facts || CertificatePem.Of(text) is not { } pem)
        {
            throw CertificateErrors.CertificateNotUsable(source, "it holds no X.509 certificate in PEM, base64 or DER");
        }

        if (facts.NotAfter < time.GetUtcNow())
        {
            throw CertificateErrors.CertificateExpired(source, facts);
        }

        return facts.Bits < MinimumBits
            ? throw CertificateErrors.CertificateTooWeak(source, facts)
            : new SigningCertificate(pem, facts.NotAfter);
    }
}
