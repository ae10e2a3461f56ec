using System.Text;
using System.Text.Json;

namespace EcaTools.Core.Salesforce.Http;

/// <summary>An answer, read whole.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The media type; empty where the response names none.</param>
/// <param name="Body">The decompressed body.</param>
/// <param name="RetryAfter">What Retry-After asks for, from now; null where it is absent or unreadable.</param>
/// <param name="Location">Where a redirect points to.</param>
internal sealed record ApiResponse(int Status, string ContentType, byte[] Body, TimeSpan? RetryAfter, Uri? Location)
{
    /// <summary>The session that an MCP server gave (header Mcp-Session-Id); null for none.</summary>
    public string? McpSession { get; init; }

    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>The body as JSON; an element of kind Undefined where it is none.</summary>
    public JsonElement Json()
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(Body);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>The first printable characters, for an error message.</summary>
    public string Excerpt()
    {
        const int Length = 200;
        StringBuilder text = new(Length);
        foreach (char letter in Encoding.UTF8.GetString(Body, 0, Math.Min(Body.Length, 4096)))
        {
            if (letter != '\uFFFD' && letter != '\uFEFF' && SafeText.IsPrintable(letter))
            {
                text.Append(letter);
            }
            else if (text.Length > 0 && text[^1] != ' ')
            {
                text.Append(' ');
            }
        }

        return text.ToString().Trim();
    }
}
