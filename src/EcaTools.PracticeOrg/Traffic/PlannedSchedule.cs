namespace EcaTools.PracticeOrg.Traffic;

/// <summary>So many an hour at even distances, between two moments, as far as the org's clock has come.</summary>
/// <param name="window">What hours are counted from.</param>
/// <param name="time">The org's clock.</param>
/// <param name="perHour">How many an hour.</param>
/// <param name="from">When it begins.</param>
/// <param name="until">When it ends; null if that is not known yet.</param>
internal sealed class PlannedSchedule(
    TrafficWindow window,
    TimeProvider time,
    int perHour,
    DateTimeOffset from,
    DateTimeOffset? until
) : Schedule
{
    private long _until = (until ?? DateTimeOffset.MaxValue).UtcTicks;

    /// <summary>Ends it, unless it ended before.</summary>
    public void End(DateTimeOffset at) =>
        Interlocked.Exchange(ref _until, Math.Min(at.UtcTicks, Interlocked.Read(ref _until)));

    public override int Count(int hour)
    {
        long now = Math.Min(time.GetUtcNow().UtcTicks, Interlocked.Read(ref _until));
        return Math.Max(0, Before(hour, now) - Before(hour, from.UtcTicks));
    }

    public override DateTimeOffset Time(int hour, int number)
    {
        long half = (2L * (Before(hour, from.UtcTicks) + number)) + 1;
        return window.Start.AddHours(hour).AddTicks(half * TimeSpan.TicksPerHour / (2L * perHour));
    }

    /// <summary>How many of an hour are before a moment.</summary>
    private int Before(int hour, long moment)
    {
        long into = Math.Clamp(moment - window.Start.AddHours(hour).UtcTicks, 0, TimeSpan.TicksPerHour);
        return (int)(((2L * perHour * into) + TimeSpan.TicksPerHour) / (2L * TimeSpan.TicksPerHour));
    }
}
