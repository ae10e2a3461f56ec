using System.Globalization;

namespace EcaTools.Core;

/// <summary>Counts in words.</summary>
public static class Quantity
{
    /// <summary>A count with its noun: '1 user', '1,200 users'.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">The noun for one of them; its plural ends in s.</param>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
