using System.Globalization;

namespace EcaTools.Benchmarks;

/// <summary>Prints times as figures that can be held against each other.</summary>
internal static class Figures
{
    public static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    public static void Print(string name, List<TimeSpan> times) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -44} min {times.Min().TotalSeconds, 7:F3} s   median "
                    + $"{Median(times).TotalSeconds, 7:F3} s   max {times.Max().TotalSeconds, 7:F3} s"
            )
        );

    public static void PrintRatio(string name, List<TimeSpan> ours, List<TimeSpan> theirs) =>
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{name, -44} {Median(ours) / Median(theirs):F3}")
        );
}
