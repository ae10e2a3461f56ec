using System.Net;
using System.Text.Encodings.Web;

namespace EcaTools.Core;

/// <summary>Takes secrets out of texts that a server says back: as they are, and as forms, JSON and pages spell
/// them.</summary>
public static class SecretScrubber
{
    private const string Mark = "(secret)";

    /// <summary>The text without the secrets.</summary>
    /// <param name="text">The text.</param>
    /// <param name="secrets">The secrets.</param>
    public static string Scrub(string text, IEnumerable<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(secrets);

        // The longest first: one secret may be the beginning of another.
        foreach (
            string secret in secrets
                .Where(secret => secret.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(secret => secret.Length)
        )
        {
            text = text.Replace(secret, Mark, StringComparison.Ordinal);
            foreach (string spelled in Spellings(secret).Where(spelled => spelled != secret))
            {
                // Escapes have no fixed case: %2f is %2F.
                text = text.Replace(spelled, Mark, StringComparison.OrdinalIgnoreCase);
            }
        }

        return text;
    }

    private static string[] Spellings(string secret) =>
        [
            Uri.EscapeDataString(secret),
            WebUtility.UrlEncode(secret),
            WebUtility.HtmlEncode(secret),
            JavaScriptEncoder.Default.Encode(secret),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
        ];
}
