using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace EcaTools.Core.Salesforce.Http;

/// <summary>An error as Salesforce words it: a REST array, an OAuth object or a SOAP fault.</summary>
/// <param name="Code">The code, such as <c>INVALID_SESSION_ID</c> or <c>invalid_grant</c>.</param>
/// <param name="Message">The text that goes with it.</param>
internal sealed record ServerError(string Code, string Message)
{
    /// <summary>The code, in one line and without control characters.</summary>
    public string Code { get; } = SafeText.OneLine(Code);

    /// <summary>The text, in one line and without control characters.</summary>
    public string Message { get; } = SafeText.OneLine(Message);

    /// <summary>Reads the error out of a response; null where it is none of the three shapes.</summary>
    public static ServerError? Read(ApiResponse answer)
    {
        // Told apart by their first character: content types of error pages are not to be relied on.
        int start = answer.Body.AsSpan().IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0
            ? null
            : answer.Body[start] switch
            {
                (byte)'[' or (byte)'{' => FromJson(answer.Body),
                (byte)'<' => FromFault(answer.Body),
                _ => FromText(answer),
            };
    }

    /// <summary>The code and text, as they are shown.</summary>
    public override string ToString() =>
        Message.StartsWith(Code, StringComparison.Ordinal) ? Message : $"{Code}: {Message}";

    private static ServerError? FromJson(byte[] body)
    {
        try
        {
            JsonElement root = JsonSerializer.Deserialize<JsonElement>(body);
            if (root.ValueKind == JsonValueKind.Array)
            {
                root = root.EnumerateArray().FirstOrDefault();
            }

            if (root.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            string? code = root.Text("errorCode") ?? root.Text("error");
            string message = root.Text("message") ?? root.Text("error_description") ?? "";
            if (
                root.TryGetProperty("fields", out JsonElement fields)
                && fields.ValueKind == JsonValueKind.Array
                && fields.GetArrayLength() > 0
            )
            {
                message = $"{message} (fields: {string.Join(", ", fields.EnumerateArray())})";
            }

            return code is null ? null : new ServerError(code, message);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ServerError? FromFault(byte[] body)
    {
        try
        {
            XElement? fault = ResponseXml
                .Load(body)
                .Descendants()
                .FirstOrDefault(element => element.Name.LocalName == "Fault");
            string? code =
                fault?.Descendants().FirstOrDefault(element => element.Name.LocalName == "exceptionCode")?.Value
                ?? fault?.Child("faultcode")?.Value;
            return fault is null || code is null
                ? null
                : new ServerError(
                    code[(code.IndexOf(':', StringComparison.Ordinal) + 1)..],
                    fault.Child("faultstring")?.Value ?? ""
                );
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // The userinfo endpoint answers a dead token with these bare words (long-stable behavior, UNCONFIRMED in
    // documentation).
    private static ServerError? FromText(ApiResponse answer) =>
        answer.Excerpt() is "Bad_OAuth_Token" or "Missing_OAuth_Token" or "Wrong_Org"
            ? new ServerError("INVALID_SESSION_ID", answer.Excerpt())
            : null;
}
