using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace EcaTools.Core.Conversion;

/// <summary>The forms that ConnectedApp and External Client App metadata give to the same text.</summary>
internal static class TextForms
{
    private const string Begin = "-----BEGIN CERTIFICATE-----";
    private const string End = "-----END CERTIFICATE-----";

    // How the base64 of a text that begins with -----BEGIN begins.
    private const string EncodedBegin = "LS0tLS1CRUdJTi";

    /// <summary>
    /// A certificate as PEM with lines of 64 characters, from bare base64 (as retrieved), PEM, whatever its white space, or the base64 of a whole PEM
    /// file (public files). Null if it is not the DER of a certificate: templates often hold a certificate's name there.
    /// </summary>
    public static string? ToPem(string certificate)
    {
        string text = string.Concat(certificate.Where(c => !char.IsWhiteSpace(c)));
        if (text.StartsWith(EncodedBegin, StringComparison.Ordinal) && Base64.IsValid(text))
        {
            certificate = Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }

        string body = certificate.Replace(Begin, "", StringComparison.Ordinal).Replace(End, "", StringComparison.Ordinal);
        string base64 = string.Concat(body.Where(c => !char.IsWhiteSpace(c)));
        if (!Base64.IsValid(base64, out int length) || length < 4)
        {
            return null;
        }

        // DER: a SEQUENCE whose two-byte length covers the rest. Every X.509 certificate is between 256 bytes and 64 KB.
        byte[] der = Convert.FromBase64String(base64);
        if (der[0] != 0x30 || der[1] != 0x82 || ((der[2] << 8) | der[3]) + 4 != der.Length)
        {
            return null;
        }

        StringBuilder pem = new(Begin.Length + base64.Length + End.Length + (base64.Length / 64) + 3);
        pem.Append(Begin).Append('\n');
        for (int i = 0; i < base64.Length; i += 64)
        {
            pem.Append(base64, i, Math.Min(64, base64.Length - i)).Append('\n');
        }

        return pem.Append(End).ToString();
    }

    /// <summary><c>true</c> or <c>false</c> from any form that XML Schema has for them, in any case; null for anything else.</summary>
    public static string? ToBoolean(string text) => text.Trim() switch
    {
        "1" => "true",
        "0" => "false",
        var word => bool.TryParse(word, out bool flag) ? (flag ? "true" : "false") : null,
    };

    /// <summary>The callback URLs of one element: a line each.</summary>
    public static string[] ToCallbackUrls(string text) => text.Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// The type, period and unit of a refresh token policy: <c>infinite</c>, <c>zero</c>, <c>specific_lifetime:N:UNIT</c> or
    /// <c>specific_inactivity:N:UNIT</c> with HOURS, DAYS or MONTHS (Metadata API Developer Guide, ConnectedApp). Null for anything else.
    /// </summary>
    public static (string Type, string? Period, string? Unit)? ToRefreshTokenPolicy(string policy)
    {
        string[] parts = policy.Trim().ToUpperInvariant().Split(':');
        string? type = parts[0] switch
        {
            "INFINITE" => "Infinite",
            "ZERO" => "Zero",
            "SPECIFIC_LIFETIME" => "SpecificLifetime",
            "SPECIFIC_INACTIVITY" => "SpecificInactivity",
            _ => null,
        };
        if (type is null or "Infinite" or "Zero")
        {
            return type is not null && parts.Length == 1 ? (type, null, null) : null;
        }

        string? unit = parts is [_, _, var word] ? word switch { "HOURS" => "Hours", "DAYS" => "Days", "MONTHS" => "Months", _ => null } : null;
        return unit is not null && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int period) && period > 0
            ? (type, period.ToString(CultureInfo.InvariantCulture), unit)
            : null;
    }
}
