using System.Net.Http.Headers;
using System.Text;

namespace EcaTools.PracticeOrg.Http;

/// <summary>Reads multipart/form-data.</summary>
internal static class MultipartBody
{
    private const int MaximumParts = 16;

    /// <summary>The parts, or null if the body is not what its content type says.</summary>
    public static IReadOnlyList<MultipartPart>? Parse(string? contentType, byte[] body)
    {
        if (
            !MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            || type.MediaType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) != true
            || type.Parameters.FirstOrDefault(p => p.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value
                is not { } boundary
        )
        {
            return null;
        }

        byte[] delimiter = Encoding.UTF8.GetBytes("--" + boundary.Trim('"'));
        List<MultipartPart> parts = [];
        int at = Find(body, 0, delimiter);
        while (at >= 0 && parts.Count < MaximumParts)
        {
            int start = at + delimiter.Length;
            int next = Find(body, start, delimiter);
            if (next < 0)
            {
                break;
            }

            if (ReadPart(body.AsSpan(start, next - start)) is { } part)
            {
                parts.Add(part);
            }

            at = next;
        }

        return parts;
    }

    private static int Find(byte[] body, int from, byte[] pattern)
    {
        int found = body.AsSpan(from).IndexOf(pattern);
        return found < 0 ? -1 : from + found;
    }

    /// <summary>A part is CRLF, headers, an empty line, the content, CRLF.</summary>
    private static MultipartPart? ReadPart(ReadOnlySpan<byte> part)
    {
        int end = part.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        string contentType = "";
        foreach (string line in Encoding.UTF8.GetString(part[..end]).Split("\r\n"))
        {
            if (line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase))
            {
                contentType = line["Content-Type:".Length..].Trim();
            }
        }

        ReadOnlySpan<byte> content = part[(end + 4)..];
        return new MultipartPart(contentType, (content.EndsWith("\r\n"u8) ? content[..^2] : content).ToArray());
    }
}
