namespace EcaTools.Core.Salesforce.Http;

/// <summary>Record ids in their two lengths: 15 characters that differ by case, and 18 that tell case by the last
/// three.</summary>
internal static class SalesforceId
{
    private const int ShortLength = 15;

    /// <summary>The first 15 characters, by which ids of both lengths can be compared.</summary>
    public static string Short(string id) => id.Length > ShortLength ? id[..ShortLength] : id;

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsId(string text) => text.Length is ShortLength or 18 && text.All(char.IsAsciiLetterOrDigit);

    /// <summary>The 18 characters of an id of 15; any other text as it is.</summary>
    public static string Long(string id)
    {
        if (id.Length != ShortLength)
        {
            return id;
        }

        // Each of the last three characters is a number of five bits: which of five characters are capitals, the first
        // one lowest.
        Span<char> suffix = stackalloc char[3];
        for (int group = 0; group < suffix.Length; group++)
        {
            int bits = 0;
            for (int i = 0; i < 5; i++)
            {
                bits |= char.IsAsciiLetterUpper(id[(group * 5) + i]) ? 1 << i : 0;
            }

            suffix[group] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits];
        }

        return string.Concat(id, suffix);
    }
}
