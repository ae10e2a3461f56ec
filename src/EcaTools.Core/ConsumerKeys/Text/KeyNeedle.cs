using System.Collections.Immutable;
using System.Text;

namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>One sequence of bytes that the beginning of a key may be written as.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Anchor">The beginning of the key that it stands for.</param>
/// <param name="Form">How the key is written.</param>
/// <param name="Alignment">In Base64, how many bytes of a group of three stand in front of the key: 0, 1 or 2.</param>
/// <param name="IsWide">Whether the text is UTF-16, of either byte order: the bytes run from the first low byte to the
/// last.</param>
internal sealed record KeyNeedle(byte[] Bytes, string Anchor, KeyForm Form, int Alignment, bool IsWide)
{
    /// <summary>All ways to write the anchors.</summary>
    public static ImmutableArray<KeyNeedle> Of(IEnumerable<string> anchors) => [.. anchors.SelectMany(Of)];

    private static IEnumerable<KeyNeedle> Of(string anchor)
    {
        byte[] ascii = Encoding.ASCII.GetBytes(anchor);
        List<KeyNeedle> narrow = [new(ascii, anchor, KeyForm.Plain, 0, IsWide: false)];

        // Percent codes that begin later in the key are met while reading it; here every character is coded.
        string codes = string.Concat(ascii.Select(letter => $"%{letter:X2}"));
        narrow.AddRange(
            new[] { codes, codes.ToLowerInvariant() }
                .Distinct(StringComparer.Ordinal)
                .Select(text => new KeyNeedle(
                    Encoding.ASCII.GetBytes(text),
                    anchor,
                    KeyForm.UrlEncoded,
                    0,
                    IsWide: false
                ))
        );
        for (int alignment = 0; alignment < 3; alignment++)
        {
            narrow.Add(new(Base64(ascii, alignment), anchor, KeyForm.Base64, alignment, IsWide: false));
            narrow.Add(new(Base64(Widen(ascii), alignment), anchor, KeyForm.Base64Utf16, alignment, IsWide: false));
        }

        return narrow.Concat(narrow.Select(needle => needle with { Bytes = Widen(needle.Bytes), IsWide = true }));
    }

    /// <summary>The low bytes with a zero between each two: the part that both byte orders of UTF-16 have in
    /// common.</summary>
    private static byte[] Widen(byte[] narrow)
    {
        byte[] wide = new byte[(narrow.Length * 2) - 1];
        for (int i = 0; i < narrow.Length; i++)
        {
            wide[i * 2] = narrow[i];
        }

        return wide;
    }

    /// <summary>The Base64 characters that are the same whatever stands before and after.</summary>
    private static byte[] Base64(byte[] bytes, int alignment)
    {
        string text = Convert.ToBase64String([.. new byte[alignment], .. bytes]);
        int first = FirstWhole(alignment);
        int end = (alignment + bytes.Length) * 8 / 6;
        return Encoding.ASCII.GetBytes(text[first..end]);
    }

    /// <summary>The first Base64 character of a group of four that belongs to the key alone.</summary>
    public static int FirstWhole(int alignment) => alignment == 0 ? 0 : alignment + 1;
}
