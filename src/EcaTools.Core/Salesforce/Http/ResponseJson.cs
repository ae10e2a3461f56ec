using System.Globalization;
using System.Text.Json;

namespace EcaTools.Core.Salesforce.Http;

/// <summary>Reads JSON answers without trusting their shape.</summary>
internal static class ResponseJson
{
    /// <summary>The text of a property, in one line and without control characters; null if the element is not an
    /// object, or the property not a string.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ExactText(name) is { } text ? SafeText.OneLine(text) : null;

    /// <summary>The text of a property as it is: for secrets, and for content that is searched and not shown.</summary>
    public static string? ExactText(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>The value of a Boolean property; false where it is anything else.</summary>
    public static bool Flag(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.True;

    /// <summary>The value of a whole-number property; 0 where it is anything else.</summary>
    public static int Number(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out int number)
            ? number
            : 0;

    /// <summary>The moment that a property tells (UTC); null where it is anything else. The data API writes
    /// <c>2026-01-31T08:00:00.000+0000</c>.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name) =>
        DateTimeOffset.TryParseExact(
            element.Text(name),
            ["yyyy-MM-dd'T'HH:mm:ss.FFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset time
        )
            ? time
            : null;

    /// <summary>The items of an array property; none where it is anything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : [];
}
