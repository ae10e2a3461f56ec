using System.Text.RegularExpressions;

namespace EcaTools.Core.Migrations;

/// <summary>Recognizes text that has the form of a secret, so that it enters no plan and no ledger.</summary>
internal static partial class SecretShape
{
    /// <summary>Whether a text holds something of the form of a consumer secret (64 hexadecimal
    /// digits), a token, or a private key.</summary>
    public static bool IsIn(string text) => Pattern().IsMatch(text);

    // The forms: consumer secrets are 64 hexadecimal digits, access tokens begin with the org id and "!", refresh
    // tokens with "5Aep861". A JSON Web Token has three parts.
    [GeneratedRegex(
        @"(?<![0-9A-Za-z])[0-9A-Fa-f]{64}(?![0-9A-Za-z])|\b00D[0-9A-Za-z]{12,15}![\w.]{20,}|\b5Aep861\S{20,}|-----BEGIN [A-Z ]*PRIVATE KEY|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}",
        RegexOptions.CultureInvariant,
        5000
    )]
    private static partial Regex Pattern();
}
