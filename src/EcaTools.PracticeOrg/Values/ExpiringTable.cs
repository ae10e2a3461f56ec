using System.Diagnostics.CodeAnalysis;

namespace EcaTools.PracticeOrg.Values;

/// <summary>
/// Values that end at a time on the org's clock. It never holds more than <paramref name="capacity"/> of those: when it
/// is full, the oldest one makes room. A value without an end stays until it is removed.
/// </summary>
internal sealed class ExpiringTable<T>(TimeProvider time, int capacity)
{
    private readonly object _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _order = [];

    public void Add(string key, T value, DateTimeOffset? expiresAt)
    {
        lock (_gate)
        {
            Drop(key);
            _entries[key] = new Entry(value, expiresAt, expiresAt is null ? null : _order.AddLast(key));
            if (_order.Count > capacity)
            {
                Drop(_order.First!.Value);
            }
        }
    }

    public bool TryFind(string key, [MaybeNullWhen(false)] out T value)
    {
        lock (_gate)
        {
            return Live(key, out value);
        }
    }

    /// <summary>Finds a value and removes it, so that nobody finds it again.</summary>
    public bool TryTake(string key, [MaybeNullWhen(false)] out T value)
    {
        lock (_gate)
        {
            bool found = Live(key, out value);
            Drop(key);
            return found;
        }
    }

    /// <summary>The values that have not ended, oldest first where they have an end.</summary>
    public List<KeyValuePair<string, T>> All()
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            return
            [
                .. _entries.Where(e => !e.Value.IsOver(now)).Select(e => KeyValuePair.Create(e.Key, e.Value.Value)),
            ];
        }
    }

    public void RemoveWhere(Func<T, bool> isGone)
    {
        lock (_gate)
        {
            foreach (string key in _entries.Where(e => isGone(e.Value.Value)).Select(e => e.Key).ToList())
            {
                Drop(key);
            }
        }
    }

    private bool Live(string key, [MaybeNullWhen(false)] out T value)
    {
        if (_entries.TryGetValue(key, out Entry? entry) && !entry.IsOver(time.GetUtcNow()))
        {
            value = entry.Value;
            return true;
        }

        Drop(key);
        value = default;
        return false;
    }

    private void Drop(string key)
    {
        if (_entries.Remove(key, out Entry? entry) && entry.Place is { } place)
        {
            _order.Remove(place);
        }
    }

    private sealed record Entry(T Value, DateTimeOffset? ExpiresAt, LinkedListNode<string>? Place)
    {
        public bool IsOver(DateTimeOffset now) => ExpiresAt is { } end && end <= now;
    }
}
