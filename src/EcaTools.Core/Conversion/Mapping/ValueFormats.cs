using System.Globalization;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>The forms that ConnectedApp and External Client App metadata give to the same text.</summary>
internal static class ValueFormats
{
    /// <summary><c>true</c> or <c>false</c> from any form that XML Schema has for them, in any case; null for anything
    /// else.</summary>
    public static string? ToBoolean(string text) =>
        text.Trim() switch
        {
            "1" => "true",
            "0" => "false",
            var word when bool.TryParse(word, out bool flag) => flag ? "true" : "false",
            _ => null,
        };

    /// <summary>The callback URLs of one element: a line each.</summary>
    public static string[] ToCallbackUrls(string text) =>
        text.Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// The type, period and unit of a refresh token policy: <c>infinite</c>, <c>zero</c>,
    /// <c>specific_lifetime:N:UNIT</c> or <c>specific_inactivity:N:UNIT</c> with HOURS, DAYS or MONTHS (Metadata API
    /// Developer Guide, ConnectedApp). Null for anything else.
    /// </summary>
    public static (string Type, string? Period, string? Unit)? ToRefreshTokenPolicy(string policy)
    {
        string[] parts = policy.Trim().ToUpperInvariant().Split(':');
        string? type = parts[0] switch
        {
            "INFINITE" => "Infinite",
            "ZERO" => "Zero",
            "SPECIFIC_LIFETIME" => "SpecificLifetime",
            "SPECIFIC_INACTIVITY" => "SpecificInactivity",
            _ => null,
        };
        if (type is null or "Infinite" or "Zero")
        {
            return type is not null && parts.Length == 1 ? (type, null, null) : null;
        }

        string? unit = parts is [_, _, var word]
            ? word switch
            {
                "HOURS" => "Hours",
                "DAYS" => "Days",
                "MONTHS" => "Months",
                _ => null,
            }
            : null;
        return
            unit is not null
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int period)
            && period > 0
            ? (type, period.ToString(CultureInfo.InvariantCulture), unit)
            : null;
    }
}
