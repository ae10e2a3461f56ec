using System.Globalization;

namespace EcaTools.Core.Salesforce.Http;

/// <summary>Writes values into SOQL.</summary>
internal static class Soql
{
    /// <summary>A text in quotes, escaped.</summary>
    public static string Text(string value) =>
        $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>A moment, to the second.</summary>
    public static string Time(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
