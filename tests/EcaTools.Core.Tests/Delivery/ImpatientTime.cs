namespace EcaTools.Core.Tests.Delivery;

/// <summary>The system's clock, on which a wait between two attempts takes no time, and a timeout as long as
/// ever.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(
            callback,
            state,
            dueTime > TimeSpan.Zero && dueTime < LongestWait ? TimeSpan.Zero : dueTime,
            period
        );
}
