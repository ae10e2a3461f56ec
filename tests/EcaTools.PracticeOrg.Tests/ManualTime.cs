namespace EcaTools.PracticeOrg.Tests;

/// <summary>A clock that only tests move. Timers fire when the clock passes them.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private readonly List<(TimeSpan Delay, int Count, TaskCompletionSource Reached)> _watches = [];
    private DateTimeOffset _now = TestDay.Noon;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            Timer timer = new(
                this,
                () => callback(state),
                dueTime,
                dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : _now + dueTime
            );
            _timers.Add(timer);
            Notify();
            return timer;
        }
    }

    /// <summary>Waits until so many timers of this delay are waiting.</summary>
    public Task UntilTimersAsync(TimeSpan delay, int count = 1)
    {
        lock (_gate)
        {
            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _watches.Add((delay, count, reached));
            Notify();
            return reached.Task;
        }
    }

    public void Advance(TimeSpan step)
    {
        List<Timer> due;
        lock (_gate)
        {
            _now += step;
            due = [.. _timers.Where(t => t.Due <= _now)];
            due.ForEach(t => _timers.Remove(t));
        }

        due.ForEach(t => t.Fire());
    }

    private void Notify()
    {
        foreach ((TimeSpan Delay, int Count, TaskCompletionSource Reached) watch in _watches.ToArray())
        {
            if (_timers.Count(t => t.Delay == watch.Delay) >= watch.Count)
            {
                _watches.Remove(watch);
                watch.Reached.SetResult();
            }
        }
    }

    private sealed class Timer(ManualTime time, Action fire, TimeSpan delay, DateTimeOffset due) : ITimer
    {
        public TimeSpan Delay { get; } = delay;

        public DateTimeOffset Due { get; } = due;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
