using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace EcaTools.Core.Certificates;

/// <summary>The text forms that metadata gives to a certificate.</summary>
internal static class CertificatePem
{
    /// <summary>The line before a certificate.</summary>
    public const string Begin = $"-----BEGIN {Label}-----";

    private const string Label = "CERTIFICATE";
    private const string End = $"-----END {Label}-----";

    // How the base64 of a text that begins with -----BEGIN begins.
    private const string EncodedBegin = "LS0tLS1CRUdJTi";

    /// <summary>
    /// A certificate as PEM with lines of 64 characters, from bare base64 (as retrieved), PEM, whatever its white
    /// space, or the base64 of a whole PEM file (public files). Null if the text is not the DER of a certificate:
    /// templates often hold a certificate's name there.
    /// </summary>
    public static string? Of(string certificate)
    {
        string text = string.Concat(certificate.Where(c => !char.IsWhiteSpace(c)));
        if (text.StartsWith(EncodedBegin, StringComparison.Ordinal) && Base64.IsValid(text))
        {
            certificate = Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }

        string body = certificate
            .Replace(Begin, "", StringComparison.Ordinal)
            .Replace(End, "", StringComparison.Ordinal);
        string base64 = string.Concat(body.Where(c => !char.IsWhiteSpace(c)));
        if (!Base64.IsValid(base64, out int length) || length < 4)
        {
            return null;
        }

        // DER: a SEQUENCE whose two-byte length covers the rest. Every X.509 certificate is between 256 bytes and 64
        // KB.
        byte[] der = Convert.FromBase64String(base64);
        bool isSequence = der[0] == 0x30 && der[1] == 0x82 && ((der[2] << 8) | der[3]) + 4 == der.Length;
        return isSequence ? PemEncoding.WriteString(Label, der) : null;
    }
}
