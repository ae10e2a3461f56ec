using System.Globalization;
using System.Text.Json.Nodes;

namespace EcaTools.PracticeOrg.Http;

/// <summary>The API versions that this org offers, with the release names that /services/data shows.</summary>
internal static class ApiVersions
{
    /// <summary>Versions 21 to 30 were retired in Summer '25 (Salesforce Help); the CLI asks for v51.0 when it logs
    /// in.</summary>
    public const int Lowest = 31;

    public const int Highest = 68;

    private static readonly string[] s_seasons = ["Winter", "Spring", "Summer"];

    /// <summary>The number in 'v66.0' or '66.0', or null if it is none that the org offers.</summary>
    public static int? Parse(string text)
    {
        string digits = text.StartsWith('v') ? text[1..] : text;
        return
            digits.EndsWith(".0", StringComparison.Ordinal)
            && int.TryParse(digits[..^2], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            && version is >= Lowest and <= Highest
            ? version
            : null;
    }

    public static bool Fits(Dictionary<string, string> values) =>
        !values.TryGetValue("version", out string? version) || Parse(version) is not null;

    public static JsonArray List()
    {
        JsonArray list = [];
        for (int version = Lowest; version <= Highest; version++)
        {
            // There are three releases a year, and v32.0 was Winter '15.
            int release = version - 32 + 3;
            list.Add(
                new JsonObject
                {
                    ["label"] = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{s_seasons[release % 3]} '{14 + (release / 3)}"
                    ),
                    ["url"] = string.Create(CultureInfo.InvariantCulture, $"/services/data/v{version}.0"),
                    ["version"] = string.Create(CultureInfo.InvariantCulture, $"{version}.0"),
                }
            );
        }

        return list;
    }
}
