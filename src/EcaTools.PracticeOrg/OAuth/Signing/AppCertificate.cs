using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace EcaTools.PracticeOrg.OAuth.Signing;

/// <summary>The certificate of an app, as PEM text or as base64 alone: retrieved files have it either way.</summary>
internal static partial class AppCertificate
{
    /// <summary>The public key; null if the text is not a certificate with an RSA key. The caller disposes of
    /// it.</summary>
    public static RSA? PublicKey(string? certificate)
    {
        if (certificate is null || Base64Url.Decode(Armour().Replace(certificate, "")) is not { Length: > 0 } bytes)
        {
            return null;
        }

        try
        {
            using X509Certificate2 parsed = new(bytes);
            return parsed.GetRSAPublicKey();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    [GeneratedRegex(
        "-----(BEGIN|END) CERTIFICATE-----",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Armour();
}
