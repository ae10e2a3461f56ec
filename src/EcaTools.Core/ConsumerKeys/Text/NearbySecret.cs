using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>Tells whether something that looks like a secret stands near a key. It says where, never what.</summary>
internal static partial class NearbySecret
{
    /// <summary>How many lines before and after the key count as near.</summary>
    public const int Lines = 5;

    /// <summary>How many bytes before and after the key count as near, should the lines be long.</summary>
    public const int MostBytes = 4096;

    private const int HexLength = 64;

    private static readonly SearchValues<char> Variables = SearchValues.Create("$%{<*([@#&");
    private static readonly SearchValues<char> Expressions = SearchValues.Create("(){}[]*…");

    /// <summary>Where a secret is, in lines from the key's line; null where there is none.</summary>
    /// <param name="data">The bytes at hand.</param>
    /// <param name="place">The key.</param>
    /// <param name="keys">The keys that are known: one that looks like a secret is none.</param>
    public static int? Find(ReadOnlySpan<byte> data, in KeyPlace place, KnownKeys keys)
    {
        if (place.HasBasicSecret)
        {
            return 0;
        }

        int stride = place.Encoding == KeyTextEncoding.Utf8 ? 1 : 2;
        int most = MostBytes / stride * stride;
        int start = place.Start - (Math.Min(place.Start, most) / stride * stride);
        int end = place.Start + place.Length;
        string before = Decode(data[start..place.Start], place.Encoding);
        string after = Decode(data[end..Math.Min(data.Length, end + most)], place.Encoding);
        before = before[After(before)..];
        after = after[..Before(after)];

        // The key itself is left out: it must not count as a value.
        string text = $"{before}\0{after}";
        return Find(text, keys) is int at ? Count(text.AsSpan(0, at)) - Count(before) : null;
    }

    private static int? Find(string text, KnownKeys keys)
    {
        if (text.Contains("secret", StringComparison.OrdinalIgnoreCase))
        {
            foreach (Match match in Named().Matches(text))
            {
                string value = match.Groups["value"].Value;
                if (!IsPlaceholder(value) && !keys.Contains(value))
                {
                    return match.Groups["value"].Index;
                }
            }
        }

        if (text.IndexOf(" PRIVATE KEY-----", StringComparison.Ordinal) is >= 0 and int pem)
        {
            return pem;
        }

        return IndexOfHex(text, keys);
    }

    /// <summary>A run of exactly 64 hexadecimal digits, the form in which Salesforce makes consumer secrets.</summary>
    private static int? IndexOfHex(string text, KnownKeys keys)
    {
        // Whatever holds 64 in a row holds one at every 64th place.
        for (int probe = HexLength - 1; probe < text.Length; probe += HexLength)
        {
            if (!char.IsAsciiHexDigit(text[probe]))
            {
                continue;
            }

            int start = probe,
                end = probe + 1;
            while (start > 0 && char.IsAsciiHexDigit(text[start - 1]))
            {
                start--;
            }

            while (end < text.Length && char.IsAsciiHexDigit(text[end]))
            {
                end++;
            }

            if (end - start == HexLength && !keys.Contains(text[start..end]))
            {
                return start;
            }

            probe = end - 1;
        }

        return null;
    }

    /// <summary>What names a secret instead of being one: a variable, an expression, a row of dots or stars.</summary>
    private static bool IsPlaceholder(string value) =>
        Variables.Contains(value[0])
        || value.AsSpan().ContainsAny(Expressions)
        || value.Distinct().Count() < 4
        || value.Contains("env.", StringComparison.OrdinalIgnoreCase)
        || value.Contains("secret", StringComparison.OrdinalIgnoreCase);

    // Eight characters is the least that a consumer secret has (Metadata API: consumerSecret).
    [GeneratedRegex(
        """secret["'\\]{0,2}\s{0,8}(?::|=>|=|>|,)\s{0,8}["'\\]{0,2}(?<value>[^\s"'\\<>,;&]{8,})""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Named();

    private static string Decode(ReadOnlySpan<byte> bytes, KeyTextEncoding encoding) =>
        encoding switch
        {
            KeyTextEncoding.Utf16LE => Encoding.Unicode.GetString(bytes),
            KeyTextEncoding.Utf16BE => Encoding.BigEndianUnicode.GetString(bytes),
            _ => Encoding.Latin1.GetString(bytes),
        };

    private static int After(string text)
    {
        int at = text.Length;
        for (int i = 0; i <= Lines && at > 0; i++)
        {
            at = text.LastIndexOf('\n', at - 1);
            if (at < 0)
            {
                return 0;
            }
        }

        return at > 0 ? at + 1 : 0;
    }

    private static int Before(string text)
    {
        int at = -1;
        for (int i = 0; i <= Lines; i++)
        {
            at = text.IndexOf('\n', at + 1);
            if (at < 0)
            {
                return text.Length;
            }
        }

        return at;
    }

    private static int Count(ReadOnlySpan<char> text) => text.Count('\n');
}
