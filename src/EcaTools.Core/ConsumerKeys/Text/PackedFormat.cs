namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>Tells files whose text is compressed in a way that is not opened here, by their first bytes.</summary>
internal static class PackedFormat
{
    /// <summary>The name of the format; null if the file can be searched to its end.</summary>
    /// <param name="begun">The first bytes of the file.</param>
    /// <param name="isAll">Whether the file has no more.</param>
    public static string? Of(ReadOnlySpan<byte> begun, bool isAll) =>
        begun switch
        {
            [0x1F, 0x8B, 0x08, ..] => "gzip",
            [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, 0x59, 0x26, ..] => "bzip2",
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0x00, ..] => "xz",
            [0x28, 0xB5, 0x2F, 0xFD, ..] => "Zstandard",
            [0x04, 0x22, 0x4D, 0x18, ..] => "LZ4",
            [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => "7-Zip",
            [(byte)'R', (byte)'a', (byte)'r', (byte)'!', 0x1A, 0x07, ..] => "RAR",
            [(byte)'M', (byte)'S', (byte)'C', (byte)'F', 0x00, 0x00, 0x00, 0x00, ..] => "CAB",

            // Each part of a PDF names the filter that it is packed by. Of a long one only the beginning is at hand
            // here.
            _ when begun.StartsWith("%PDF-"u8) && (!isAll || begun.IndexOf("/Filter"u8) >= 0) => "compressed PDF",
            _ => null,
        };
}
