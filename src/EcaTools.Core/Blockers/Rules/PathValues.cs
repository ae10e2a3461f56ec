using System.Globalization;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>What stands at a path.</summary>
/// <param name="Values">The texts that are not blank, trimmed, in source order.</param>
/// <param name="Count">How many elements stand there, groups included and blank ones not.</param>
/// <param name="UnknownBecause">Why more may stand there than is known; null where all was looked up.</param>
internal readonly record struct PathValues(IReadOnlyList<string> Values, int Count, string? UnknownBecause = null)
{
    private const int LongestShown = 100;
    private const int MostShown = 5;

    /// <summary>Nothing stands there.</summary>
    public static PathValues None { get; } = new([], 0);

    /// <summary>Whether something stands there.</summary>
    public bool Any => Count > 0;

    /// <summary>The first text.</summary>
    public string First => Values.Count > 0 ? Values[0] : "";

    /// <summary>Plain texts; blank ones don't count.</summary>
    public static PathValues Of(IEnumerable<string?> values)
    {
        List<string> found = [];
        foreach (string? value in values)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                found.Add(value.Trim());
            }
        }

        return found.Count == 0 ? None : new PathValues(found, found.Count);
    }

    /// <summary>It was not looked up.</summary>
    public static PathValues Unknown(string reason) => new([], 0, reason);

    /// <summary>Something that is known, or the reason why it isn't.</summary>
    public static PathValues Of(string? value, string reason) => value is null ? Unknown(reason) : Of([value]);

    /// <summary>Those of the texts that a test lets through; all where it lets none through.</summary>
    public PathValues WhereAny(Func<string, bool> test)
    {
        List<string> hits = [.. Values.Where(test)];
        return hits.Count == 0 ? this : new PathValues(hits, hits.Count);
    }

    /// <summary>What was seen, in one line of bounded length.</summary>
    public string Describe(string path)
    {
        if (!Any)
        {
            return $"{path} is absent";
        }

        if (Values.Count == 0 || Values.Any(value => value.Length > LongestShown))
        {
            return Values.Count <= 1
                ? $"{path} is set"
                : string.Create(CultureInfo.InvariantCulture, $"{path} is set {Values.Count} times");
        }

        string more =
            Values.Count > MostShown
                ? string.Create(CultureInfo.InvariantCulture, $" and {Values.Count - MostShown} more")
                : "";
        return $"{path} = {string.Join(", ", Values.Take(MostShown).Select(OneLine))}{more}";
    }

    private static string OneLine(string value) =>
        value.Any(char.IsControl)
            ? string.Create(
                value.Length,
                value,
                static (span, text) =>
                {
                    for (int i = 0; i < span.Length; i++)
                    {
                        span[i] = char.IsControl(text[i]) ? ' ' : text[i];
                    }
                }
            )
            : value;
}
