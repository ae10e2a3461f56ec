namespace EcaTools.PracticeOrg.Values;

/// <summary>Record ids: a 3-character prefix, 12 more case-sensitive characters, and 3 that make the id safe to compare
/// without case.</summary>
internal static class SalesforceId
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string CheckAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    /// <summary>The 18-character id with this prefix and number.</summary>
    public static string Create(string prefix, long number)
    {
        Span<char> id = stackalloc char[15];
        id.Fill('0');
        prefix.CopyTo(id);
        "Pr".CopyTo(id[3..]);
        for (int i = 14; number > 0; i--)
        {
            id[i] = Base62[(int)(number % 62)];
            number /= 62;
        }

        return To18(new string(id));
    }

    /// <summary>Appends the checksum: one character for each five, whose bits say which of the five are
    /// capitals.</summary>
    public static string To18(string id15)
    {
        Span<char> check = stackalloc char[3];
        for (int block = 0; block < 3; block++)
        {
            int bits = 0;
            for (int i = 0; i < 5; i++)
            {
                if (char.IsAsciiLetterUpper(id15[(block * 5) + i]))
                {
                    bits |= 1 << i;
                }
            }

            check[block] = CheckAlphabet[bits];
        }

        return id15 + new string(check);
    }

    /// <summary>The number in an id that <see cref="Create"/> made with this prefix; null for any other text.</summary>
    public static long? Number(string id, string prefix)
    {
        if (Normalise(id) is not { } full || !full.StartsWith(prefix + "Pr", StringComparison.Ordinal))
        {
            return null;
        }

        long number = 0;
        foreach (char digit in full.AsSpan(5, 10))
        {
            number = (number * 62) + Base62.IndexOf(digit, StringComparison.Ordinal);
        }

        return number;
    }

    public static string To15(string id) => id.Length == 18 ? id[..15] : id;

    /// <summary>The 18-character form of a 15- or 18-character id; null if the text is not an id or its checksum is
    /// wrong.</summary>
    public static string? Normalise(string text)
    {
        if (text.Length is not (15 or 18) || !text.All(char.IsAsciiLetterOrDigit))
        {
            return null;
        }

        string full = To18(text[..15]);
        return text.Length == 15 || string.Equals(full, text, StringComparison.Ordinal) ? full : null;
    }
}
