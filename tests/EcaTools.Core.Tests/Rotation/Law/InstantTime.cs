namespace EcaTools.Core.Tests.Rotation.Law;

/// <summary>A clock that stands still, so that no test depends on the date, and on which a wait between two attempts
/// takes no time.</summary>
internal sealed class InstantTime() : FixedTime(new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(
            callback,
            state,
            dueTime > TimeSpan.Zero && dueTime < LongestWait ? TimeSpan.Zero : dueTime,
            period
        );
}
