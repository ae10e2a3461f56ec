using System.Collections.Immutable;
using System.Globalization;

namespace EcaTools.Core.Reports;

/// <summary>Draws logins by day as small bars, with the same in words for who does not see them.</summary>
internal static class HtmlSparkline
{
    private const int Height = 24;
    private const int Step = 4;

    /// <summary>Writes the bars, or why there are none.</summary>
    public static void Write(HtmlWriter html, ImmutableArray<long>? logins)
    {
        if (logins is not { } days || days.IsEmpty)
        {
            html.Line($"""<span class="quiet">not read</span>""");
            return;
        }

        long total = days.Sum();
        if (total == 0)
        {
            html.Line($"""<span class="quiet">no logins</span>""");
            return;
        }

        long most = days.Max();
        html.Line(
            $"""<svg class="spark" role="img" aria-label="{InWords(days, total)}" viewBox="0 0 {days.Length * Step} {Height}" preserveAspectRatio="none">"""
        );
        foreach ((long count, int index) in days.Select((count, index) => (count, index)))
        {
            if (count > 0)
            {
                // A day with any login is seen, however busy the others were.
                int height = Math.Max(1, (int)(count * Height / most));
                html.Line($"""<rect x="{index * Step}" y="{Height - height}" width="{Step - 1}" height="{height}"/>""");
            }
        }

        html.Line($"</svg>");
    }

    private static string InWords(ImmutableArray<long> days, long total)
    {
        int last = days.Length - 1 - days.Reverse().ToList().FindIndex(count => count > 0);
        string when =
            last == days.Length - 1 ? "the last today" : $"the last {Quantity.Of(days.Length - 1 - last, "day")} ago";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Quantity.Of(total, "login")} in {days.Length} days, at most {days.Max():N0} in one day, {when}."
        );
    }
}
