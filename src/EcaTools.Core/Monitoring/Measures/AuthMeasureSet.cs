using System.Collections.Immutable;
using EcaTools.Core.Monitoring.Tallies;

namespace EcaTools.Core.Monitoring.Measures;

/// <summary>
/// What logs counted, log by log. Sets can be merged in any order and any number of times with the same result: each
/// log counts once, the fuller one of two with the same key counts, and a daily log takes the place of the day's hours.
/// Safe for several threads.
/// </summary>
/// <param name="isWanted">
/// Whether an app, by its id and label, is counted by its callers; of all others only the number of events is kept.
/// Null for all apps.
/// </param>
public sealed class AuthMeasureSet(Func<string, string, bool>? isWanted = null)
{
    private readonly object _gate = new();
    private readonly Dictionary<string, MeasurePart> _parts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _days = new(StringComparer.Ordinal);
    private readonly List<SourceListing> _listings = [];

    /// <summary>The logs that count, in the order of their keys.</summary>
    public ImmutableArray<MeasuredLog> Logs
    {
        get
        {
            lock (_gate)
            {
                return [.. _parts.Values.Select(part => part.Log).OrderBy(log => log.Key, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>How far the sources are known to be complete.</summary>
    public ImmutableArray<SourceListing> Listings
    {
        get
        {
            lock (_gate)
            {
                return
                [
                    .. _listings
                        .OrderBy(listing => listing.OrgId, StringComparer.Ordinal)
                        .ThenBy(listing => listing.Source, StringComparer.Ordinal)
                        .ThenBy(listing => listing.Since),
                ];
            }
        }
    }

    /// <summary>The streams, by whose numbers the tallies go.</summary>
    internal AuthStreamTable Streams { get; } = new();

    /// <summary>The statuses, by whose numbers the tallies go.</summary>
    internal AuthStatusTable Statuses { get; } = new();

    /// <summary>What each log counted.</summary>
    internal IEnumerable<MeasurePart> Parts => _parts.Values;

    /// <summary>Whether a log is counted already, or superseded by one that is.</summary>
    public bool Has(MeasuredLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        lock (_gate)
        {
            return _parts.ContainsKey(log.Key)
                || (log is { Interval: EventLogInterval.Hourly, Day: { } day } && _days.Contains(day));
        }
    }

    /// <summary>The log that counts under a key; null if none does.</summary>
    public MeasuredLog? Find(string key)
    {
        lock (_gate)
        {
            return _parts.TryGetValue(key, out MeasurePart? part) ? part.Log : null;
        }
    }

    /// <summary>Notes that a source was listed and all of its logs were counted.</summary>
    public void Add(SourceListing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        lock (_gate)
        {
            if (!_listings.Exists(known => known.Covers(listing)))
            {
                _listings.RemoveAll(listing.Covers);
                _listings.Add(listing);
            }
        }
    }

    /// <summary>Adds what another set counted.</summary>
    public void Merge(AuthMeasureSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (SourceListing listing in other.Listings)
        {
            Add(listing);
        }

        foreach (MeasurePart part in other.Parts)
        {
            Add(part.Log, [new TallySource(other.Streams, other.Statuses, part.Tallies)]);
        }
    }

    /// <summary>Measures what was counted.</summary>
    /// <param name="by">What a measure is about.</param>
    /// <param name="window">The time that a measure is about.</param>
    /// <param name="since">The hour to begin with; null for the first.</param>
    /// <param name="until">The hour to end before; null for the last.</param>
    public ImmutableArray<AuthMeasure> Measure(
        AuthMeasureBy by = default,
        AuthWindow window = default,
        DateTimeOffset? since = null,
        DateTimeOffset? until = null
    )
    {
        lock (_gate)
        {
            return new MeasureProjection(this, by, window).Project(since, until);
        }
    }

    /// <summary>Adds what was counted of a log.</summary>
    internal void Add(MeasuredLog log, IReadOnlyList<TallySource> sources)
    {
        lock (_gate)
        {
            bool isHour = log is { Interval: EventLogInterval.Hourly, Day: not null };
            if (
                (isHour && _days.Contains(log.Day!))
                || (_parts.TryGetValue(log.Key, out MeasurePart? known) && !log.IsBetterThan(known.Log))
            )
            {
                return;
            }

            if (log is { Interval: EventLogInterval.Daily, Day: { } day } && _days.Add(day))
            {
                string[] hours =
                [
                    .. _parts
                        .Values.Where(part => part.Log.Interval is EventLogInterval.Hourly && part.Log.Day == day)
                        .Select(part => part.Log.Key),
                ];
                Array.ForEach(hours, hour => _parts.Remove(hour));
            }

            _parts[log.Key] = new MeasurePart(log, Translate(sources));
        }
    }

    /// <summary>The tallies by the numbers of this set.</summary>
    private AuthTally[] Translate(IReadOnlyList<TallySource> sources)
    {
        AuthTallyTable all = new();
        foreach (TallySource source in sources)
        {
            int[] streams = new int[source.Streams.Count];
            Dictionary<int, int> statuses = [];
            foreach (AuthTally tally in source.Tallies)
            {
                ref int stream = ref streams[tally.Stream];
                stream = stream == 0 ? NumberOf(source.Streams[tally.Stream]) + 1 : stream;
                if (!statuses.TryGetValue(tally.Status, out int status))
                {
                    statuses[tally.Status] = status = Statuses.NumberOf(source.Statuses.BytesOf(tally.Status));
                }

                all.Add(tally with { Key = AuthTally.KeyOf(stream - 1, tally.Hour, status) });
            }
        }

        return all.ToArray();
    }

    private int NumberOf(in AuthStreamKey key)
    {
        bool namesNone = key.AppId.Length == 0 && key.AppName.Length == 0;
        return
            namesNone
            || isWanted is null
            || isWanted(AuthStreamTable.Text(key.AppId), AuthStreamTable.Text(key.AppName))
            ? Streams.GetOrAdd(key)
            : Streams.GetOrAdd(new AuthStreamKey { AppId = AuthStreamKey.OtherApps });
    }
}
