using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>A daily rhythm with weekends: people work by day, machines all round the clock. It holds no event, it makes
/// each up from its number.</summary>
/// <param name="Window">The time that the world looks back on.</param>
/// <param name="Seed">What tells it from the other schedules.</param>
/// <param name="PerDay">How many on a working day, on average.</param>
/// <param name="IsMachine">Whether it runs at night and at weekends as it does by day.</param>
/// <param name="FromHour">The first hour of the window in which anything happens.</param>
/// <param name="ToHour">The hour in which nothing happens any more.</param>
internal sealed class RhythmSchedule(
    TrafficWindow Window,
    ulong Seed,
    double PerDay,
    bool IsMachine,
    int FromHour = 0,
    int ToHour = TrafficWindow.Hours
) : Schedule
{
    private const double WeekendShare = 0.15;
    private const int HoursInDay = 24;

    /// <summary>How an office's day falls on its hours (UTC); they sum up to 1.</summary>
    private static readonly double[] s_office =
    [
        0.004,
        0.003,
        0.003,
        0.003,
        0.004,
        0.010,
        0.025,
        0.060,
        0.100,
        0.110,
        0.105,
        0.090,
        0.065,
        0.085,
        0.095,
        0.085,
        0.065,
        0.040,
        0.020,
        0.010,
        0.006,
        0.005,
        0.004,
        0.003,
    ];

    public override int Count(int hour)
    {
        if (hour < FromHour || hour >= ToHour)
        {
            return 0;
        }

        int ofDay = hour + Window.FirstHourOfDay;
        double expected = IsMachine
            ? PerDay / HoursInDay
            : PerDay * s_office[ofDay % HoursInDay] * (Window.IsWeekend(ofDay / HoursInDay) ? WeekendShare : 1);
        return Math.Min((int)(expected + SeededRandom.Fraction(Seed, hour)), MaximumPerHour);
    }

    public override DateTimeOffset Time(int hour, int number) =>
        Window.Start.AddHours(hour).AddMilliseconds(SeededRandom.Below(3_600_000, Seed, hour, number + 1));
}
