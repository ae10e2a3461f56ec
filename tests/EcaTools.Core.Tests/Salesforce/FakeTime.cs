namespace EcaTools.Core.Tests.Salesforce;

/// <summary>A clock that stands still until it is moved, and timers that go by it.</summary>
internal sealed class FakeTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _timers = [];
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _now = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far the clock was moved in all.</summary>
    public TimeSpan Elapsed => GetUtcNow() - new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        FakeTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, firing what falls due.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset until = GetUtcNow() + by;
        while (Next() is { } timer && timer.Due <= until)
        {
            Fire(timer);
        }

        lock (_gate)
        {
            _now = until;
        }
    }

    /// <summary>Runs a task to its end, moving the clock to the next timer whenever the task waits.</summary>
    public async Task<T> RunAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            Task next = _added.Task;
            if (Next() is { } timer)
            {
                Fire(timer);
                await Task.Yield();
            }
            else
            {
                await Task.WhenAny(task, next);
            }
        }

        return await task;
    }

    private FakeTimer? Next()
    {
        lock (_gate)
        {
            return _timers.MinBy(timer => timer.Due);
        }
    }

    private void Fire(FakeTimer timer)
    {
        lock (_gate)
        {
            if (!_timers.Remove(timer))
            {
                return;
            }

            _now = timer.Due > _now ? timer.Due : _now;
        }

        timer.Callback();
    }

    private sealed class FakeTimer(FakeTime time, Action callback) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public Action Callback => callback;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._now + dueTime;
                    time._timers.Add(this);
                    time._added.TrySetResult();
                    time._added = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }

            return true;
        }

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
