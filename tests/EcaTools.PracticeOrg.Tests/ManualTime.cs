namespace EcaTools.PracticeOrg.Tests;

/// <summary>A clock that only tests move. Timers fire when the clock passes them.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(() => callback(state), dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : GetUtcNow() + dueTime);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count(t => !t.IsDone);
            }
        }
    }

    public void Advance(TimeSpan step)
    {
        List<Timer> due;
        lock (_gate)
        {
            _now += step;
            due = [.. _timers.Where(t => !t.IsDone && t.Due <= _now)];
        }

        due.ForEach(t => t.Fire());
    }

    private sealed class Timer(Action fire, DateTimeOffset due) : ITimer
    {
        public DateTimeOffset Due { get; } = due;

        public bool IsDone { get; private set; }

        public void Fire()
        {
            IsDone = true;
            fire();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => IsDone = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
