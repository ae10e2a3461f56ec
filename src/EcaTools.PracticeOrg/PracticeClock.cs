namespace EcaTools.PracticeOrg;

/// <summary>The org's clock: a clock from outside, set to a given moment or not, that can be moved forward.</summary>
/// <param name="inner">The clock from outside.</param>
/// <param name="now">What it shows when the org starts; null for what the clock from outside shows.</param>
internal sealed class PracticeClock(TimeProvider inner, DateTimeOffset? now = null) : TimeProvider
{
    private readonly TimeSpan _offset = now is { } start ? start - inner.GetUtcNow() : TimeSpan.Zero;
    private long _ahead;

    /// <summary>How far it was moved since the org started.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + _offset + Ahead;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
