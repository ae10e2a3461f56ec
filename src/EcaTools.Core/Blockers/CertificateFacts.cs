using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EcaTools.Core.Blockers;

/// <summary>What the rules need to know about a certificate. Salesforce writes it as base64 of the DER form without PEM lines; files made by hand have them.</summary>
/// <param name="NotAfter">When it expires (UTC).</param>
/// <param name="Algorithm">The kind of its key, such as <c>RSA</c>.</param>
/// <param name="Bits">The size of its key; 0 where it is not RSA.</param>
internal sealed record CertificateFacts(DateTimeOffset NotAfter, string Algorithm, int Bits)
{
    /// <summary>A certificate is one or two thousand characters long; a value beyond this bound is none.</summary>
    private const int MaximumLength = 64 * 1024;

    /// <summary>Reads a certificate; null where the text holds none.</summary>
    public static CertificateFacts? Read(string text)
    {
        if (text.Length > MaximumLength)
        {
            return null;
        }

        ReadOnlySpan<char> base64 = text;
        if (PemEncoding.TryFind(text, out PemFields pem))
        {
            if (text.AsSpan(pem.Label) is not "CERTIFICATE")
            {
                return null;
            }

            base64 = text.AsSpan(pem.Base64Data);
        }

        byte[] der = new byte[base64.Length];
        if (!Convert.TryFromBase64Chars(base64, der, out int length))
        {
            return null;
        }

        try
        {
            // The constructor would open a PKCS #12 store, too, whose key derivation a hostile file can make slow.
            ReadOnlySpan<byte> bytes = der.AsSpan(0, length);
            if (X509Certificate2.GetCertContentType(bytes) is not X509ContentType.Cert)
            {
                return null;
            }

            using X509Certificate2 certificate = new(bytes);
            using RSA? rsa = certificate.GetRSAPublicKey();
            return new CertificateFacts(
                new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
                rsa is null ? certificate.PublicKey.Oid.FriendlyName ?? certificate.PublicKey.Oid.Value ?? "unknown" : "RSA",
                rsa?.KeySize ?? 0);
        }
        catch (CryptographicException)
        {
            // Not a certificate, or damaged: that is a finding of its own, not an error.
            return null;
        }
    }

    /// <summary>Whether the certificate is in a state at a time.</summary>
    public bool Is(CertificateState state, DateTimeOffset now, int days) => state switch
    {
        CertificateState.Expired => NotAfter < now,
        CertificateState.Expiring => NotAfter >= now && NotAfter - now <= TimeSpan.FromDays(days),
        CertificateState.Weak => Bits < 2048,
        _ => false,
    };

    /// <summary>The certificate in a few words.</summary>
    public string Describe() => Bits == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Algorithm} key, expires {NotAfter:yyyy-MM-dd}")
        : string.Create(CultureInfo.InvariantCulture, $"{Algorithm} key of {Bits} bits, expires {NotAfter:yyyy-MM-dd}");
}
