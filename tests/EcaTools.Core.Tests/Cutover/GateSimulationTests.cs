using System.Globalization;
using EcaTools.Core.Cutover.Gates;
using Xunit;

namespace EcaTools.Core.Tests.Cutover;

/// <summary>
/// How often the statistical checks decide wrong, by 10,000 runs of each case with a fixed seed. The guide shows the
/// same figures.
/// </summary>
public class GateSimulationTests(ITestOutputHelper output)
{
    private const int Runs = 10_000;
    private const int OldEvents = 20_000;
    private static readonly CutoverGateOptions s_options = new();
    private static readonly double s_z = Proportions.Quantile(s_options.Confidence);

    [Theory]
    [InlineData(0.9990, 0.9990, 500, 1, "Hold", 0.00, 0.05)]
    [InlineData(0.9990, 0.9990, 3_000, 1, "Promote", 1.00, 0.01)]
    [InlineData(0.9990, 0.9990, 3_000, 24, "Promote", 1.00, 0.02)]
    [InlineData(0.9950, 0.9990, 3_000, 1, "Hold", 0.05, 0.10)]
    [InlineData(0.9940, 0.9990, 3_000, 1, "Rollback", 0.05, 1.00)]
    [InlineData(0.9900, 0.9990, 3_000, 1, "Rollback", 0.01, 1.00)]
    [InlineData(0.9900, 0.9990, 3_000, 24, "Rollback", 0.05, 1.00)]
    [InlineData(0.9800, 0.9990, 1_000, 1, "Rollback", 0.001, 1.00)]
    public void Wrong_decisions_are_as_rare_as_the_guide_says(
        double newRate,
        double oldRate,
        int events,
        int looks,
        string right,
        double mostPromotions,
        double mostRollbacks
    )
    {
        Random random = new(17);
        int promotions = 0;
        int rollbacks = 0;
        for (int run = 0; run < Runs; run++)
        {
            double old = OldEvents - Failures(random, OldEvents, 1 - oldRate);
            (double Successes, double Events) seen = (0, 0);
            GateVerdict verdict = GateVerdict.Hold;
            for (int look = 0; look < looks && verdict is GateVerdict.Hold; look++)
            {
                int more = events / looks;
                seen = (seen.Successes + more - Failures(random, more, 1 - newRate), seen.Events + more);
                verdict = Decide(seen, (old, OldEvents));
            }

            promotions += verdict is GateVerdict.Promote ? 1 : 0;
            rollbacks += verdict is GateVerdict.Rollback ? 1 : 0;
        }

        double promoted = (double)promotions / Runs;
        double rolledBack = (double)rollbacks / Runs;
        string row = string.Create(
            CultureInfo.InvariantCulture,
            $"| {newRate * 100:0.0} % | {oldRate * 100:0.0} % | {events:N0} | {looks} | {right} | {promoted * 100:0.00} % | {rolledBack * 100:0.00} % |"
        );
        output.WriteLine(row);

        Assert.True(promoted <= mostPromotions, row);
        Assert.True(rolledBack <= mostRollbacks, row);
        Assert.Contains(row, Guide(), StringComparison.Ordinal);
    }

    /// <summary>What the floor and the comparison decide together.</summary>
    private static GateVerdict Decide((double Successes, double Events) now, (double Successes, double Events) old)
    {
        (double floorLower, double floorUpper) = Proportions.Wilson(now.Successes, now.Events, s_z);
        (double lower, double upper) = Proportions.Difference(now, old, s_z);
        if (floorUpper < s_options.MinimumSuccessRate || upper < -s_options.Margin)
        {
            return GateVerdict.Rollback;
        }

        return floorLower >= s_options.MinimumSuccessRate && lower > -s_options.Margin
            ? GateVerdict.Promote
            : GateVerdict.Hold;
    }

    /// <summary>How many of some events fail, from one failure to the next.</summary>
    private static int Failures(Random random, int events, double rate)
    {
        int failures = 0;
        double step = Math.Log(1 - rate);
        for (
            double at = Math.Log(1 - random.NextDouble()) / step;
            at < events;
            at += 1 + Math.Floor(Math.Log(1 - random.NextDouble()) / step)
        )
        {
            failures++;
        }

        return failures;
    }

    private static string Guide()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "EcaTools.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return File.ReadAllText(Path.Combine(folder, "docs/guides/gates.md"));
    }
}
