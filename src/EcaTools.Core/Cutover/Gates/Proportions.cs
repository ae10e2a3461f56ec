namespace EcaTools.Core.Cutover.Gates;

/// <summary>
/// Confidence limits of success rates: of one by Wilson's score method, of the difference of two by Newcombe's hybrid
/// score method (R. G. Newcombe, Statistics in Medicine 17, 1998, methods 3 of the first and 10 of the second paper).
/// They hold for rates near 1 and for few events, unlike those of the normal approximation.
/// </summary>
internal static class Proportions
{
    /// <summary>What is written into the inputs of a decision.</summary>
    public const string Method = "Wilson score interval; Newcombe hybrid score interval of the difference (one-sided)";

    private const long MostEvents = 1L << 40;

    /// <summary>The normal quantile of a one-sided confidence.</summary>
    public static double Quantile(double confidence)
    {
        // Bisection of the complementary error function's series is plenty: it runs once for a decision.
        double low = 0;
        double high = 10;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Normal(middle) < confidence ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The limits of a success rate.</summary>
    public static (double Lower, double Upper) Wilson(double successes, double events, double z)
    {
        if (events <= 0)
        {
            return (0, 1);
        }

        double rate = successes / events;
        double square = z * z;
        double center = (rate + (square / (2 * events))) / (1 + (square / events));
        double half =
            z / (1 + (square / events)) * Math.Sqrt((rate * (1 - rate) / events) + (square / (4 * events * events)));
        return (Math.Max(0, center - half), Math.Min(1, center + half));
    }

    /// <summary>The limits of the first success rate less the second one.</summary>
    public static (double Lower, double Upper) Difference(
        (double Successes, double Events) first,
        (double Successes, double Events) second,
        double z
    )
    {
        if (first.Events <= 0 || second.Events <= 0)
        {
            return (-1, 1);
        }

        double firstRate = first.Successes / first.Events;
        double secondRate = second.Successes / second.Events;
        (double Lower, double Upper) one = Wilson(first.Successes, first.Events, z);
        (double Lower, double Upper) two = Wilson(second.Successes, second.Events, z);
        double difference = firstRate - secondRate;
        return (
            difference - Math.Sqrt(Square(firstRate - one.Lower) + Square(two.Upper - secondRate)),
            difference + Math.Sqrt(Square(one.Upper - firstRate) + Square(secondRate - two.Lower))
        );
    }

    /// <summary>
    /// How many more events of the same rate a condition needs; null if no number of them meets it. The condition must
    /// hold for all numbers above the first one for which it does.
    /// </summary>
    public static long? Further(double events, Func<double, bool> holds)
    {
        long low = (long)events;
        long high = Math.Max(16, low * 2);
        while (!holds(high))
        {
            high *= 2;
            if (high > MostEvents)
            {
                return null;
            }
        }

        while (low + 1 < high)
        {
            long middle = low + ((high - low) / 2);
            (low, high) = holds(middle) ? (low, middle) : (middle, high);
        }

        return high - (long)events;
    }

    private static double Square(double value) => value * value;

    /// <summary>The normal distribution, by the series of Marsaglia (2004), exact to double precision.</summary>
    private static double Normal(double x)
    {
        double sum = x;
        double term = x;
        for (int i = 3; i < 400; i += 2)
        {
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }
}
