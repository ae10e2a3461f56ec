namespace EcaTools.Core;

/// <summary>Base64 for URLs and JWTs, without padding (RFC 4648, section 5).</summary>
internal static class Base64Url
{
    public static string Encode(ReadOnlySpan<byte> bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public static byte[] Decode(string text) =>
        Convert.FromBase64String(
            text.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (text.Length % 4)) % 4)
        );
}
