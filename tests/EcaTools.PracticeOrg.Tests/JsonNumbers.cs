using System.Text.Json;

namespace EcaTools.PracticeOrg.Tests;

internal static class JsonNumbers
{
    /// <summary>A whole number that may be written with a fraction, as a double field is.</summary>
    public static long GetInt64Value(this JsonElement json) => (long)json.GetDecimal();
}
