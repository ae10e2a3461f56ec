namespace EcaTools.PracticeOrg.OAuth.Signing;

/// <summary>Base64 in the alphabet that URLs and tokens use, without padding.</summary>
internal static class Base64Url
{
    public static string Encode(byte[] bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Reads either alphabet, with or without padding. Null if it is neither.</summary>
    public static byte[]? Decode(string text)
    {
        string base64 = string.Concat(text.Where(c => !char.IsWhiteSpace(c)))
            .TrimEnd('=')
            .Replace('-', '+')
            .Replace('_', '/');
        byte[] bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), bytes, out int length)
            ? bytes[..length]
            : null;
    }
}
