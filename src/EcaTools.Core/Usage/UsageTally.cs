namespace EcaTools.Core.Usage;

/// <summary>The callers of one source while they are counted: what it holds grows with the callers, not with what they
/// do.</summary>
internal sealed class UsageTally
{
    private readonly Dictionary<UsageKey, Count> _counts = [];

    /// <summary>Counts one event.</summary>
    /// <param name="app">The app.</param>
    /// <param name="key">The caller; its app is filled in.</param>
    /// <param name="time">When it was.</param>
    /// <param name="failed">Whether it failed.</param>
    public void Add(AppIdentity app, UsageKey key, DateTimeOffset time, bool failed) =>
        Of(app, key).Add(count: 1, failures: failed ? 1 : 0, time, time);

    /// <summary>Counts many at once.</summary>
    public void Add(AppIdentity app, UsageKey key, long count, DateTimeOffset? last) =>
        Of(app, key).Add(count, failures: null, first: null, last);

    /// <summary>Adds what another one counted.</summary>
    public void Add(UsageTally other)
    {
        foreach ((UsageKey key, Count count) in other._counts)
        {
            (_counts.TryGetValue(key, out Count? mine) ? mine : _counts[key] = new Count(count.App)).Add(
                count.Events,
                count.Failures,
                count.First,
                count.Last
            );
        }
    }

    /// <summary>The ids of the users.</summary>
    public IEnumerable<string> UserIds =>
        _counts.Keys.Select(key => key.UserId).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>The rows, in the order of apps, users and addresses.</summary>
    public IEnumerable<(AppIdentity App, UsageKey Key, Count Count)> Rows =>
        _counts
            .OrderBy(row => row.Value.App.Name ?? row.Value.App.Label, StringComparer.Ordinal)
            .ThenByDescending(row => row.Value.Events)
            .ThenBy(row => row.Key.UserId, StringComparer.Ordinal)
            .ThenBy(row => row.Key.SourceIp, StringComparer.Ordinal)
            .Select(row => (row.Value.App, row.Key, row.Value));

    private Count Of(AppIdentity app, UsageKey key)
    {
        key = key with { App = app.Name ?? $"?{app.Label}" };
        return _counts.TryGetValue(key, out Count? count) ? count : _counts[key] = new Count(app);
    }

    /// <summary>What was counted of one caller.</summary>
    internal sealed class Count(AppIdentity app)
    {
        public AppIdentity App => app;

        public long Events { get; private set; }

        /// <summary>Null where the source does not tell failures.</summary>
        public long? Failures { get; private set; }

        public DateTimeOffset? First { get; private set; }

        public DateTimeOffset? Last { get; private set; }

        public void Add(long count, long? failures, DateTimeOffset? first, DateTimeOffset? last)
        {
            Events += count;
            Failures = failures is null ? Failures : (Failures ?? 0) + failures;
            First = First is null || first < First ? first : First;
            Last = Last is null || last > Last ? last : Last;
        }
    }
}
