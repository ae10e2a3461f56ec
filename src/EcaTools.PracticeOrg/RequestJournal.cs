using System.Collections.Immutable;

namespace EcaTools.PracticeOrg;

/// <summary>
/// The newest 50,000 requests that reached the org, in the order they were answered. It holds no token, secret, query
/// string or body.
/// </summary>
public sealed class RequestJournal
{
    private const int Capacity = 50_000;

    private readonly object _gate = new();
    private ImmutableList<JournalEntry> _entries = [];
    private int _inFlight;

    /// <summary>A snapshot of the entries so far.</summary>
    public IReadOnlyList<JournalEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return _entries;
            }
        }
    }

    /// <summary>How many requests the journal holds.</summary>
    public int Count => Entries.Count;

    /// <summary>How many older ones it has forgotten, because it holds no more.</summary>
    public long Forgotten { get; private set; }

    /// <summary>How many requests were being answered at the same time, at most. Requests to the practice endpoints
    /// themselves don't count.</summary>
    public int MostInFlight { get; private set; }

    /// <summary>How many requests asked the org to change something, whether it did or not. Validations (checkOnly) and
    /// token requests don't count.</summary>
    public int Changes => Entries.Count(e => e.IsChange);

    /// <summary>How many requests of one kind or of one SOAP operation there were, such as 'query' or
    /// 'deploy'.</summary>
    public int CountOf(string kindOrOperation) =>
        Entries.Count(e => e.Kind == kindOrOperation || e.Operation == kindOrOperation);

    /// <summary>The number of requests by kind.</summary>
    public IReadOnlyDictionary<string, int> CountByKind() =>
        Entries
            .GroupBy(e => e.Kind, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    /// <summary>Forgets the entries so far, so that a test can count from here.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries = [];
            Forgotten = 0;
            MostInFlight = _inFlight;
        }
    }

    /// <summary>A request has come whose response is yet to be made.</summary>
    /// <summary>How many requests there were.</summary>
    public override string ToString() => FormattableString.Invariant($"{Count} requests");

    internal void Enter()
    {
        lock (_gate)
        {
            MostInFlight = Math.Max(MostInFlight, ++_inFlight);
        }
    }

    /// <summary>Its answer is made, or nobody waits for it any more.</summary>
    internal void Leave()
    {
        lock (_gate)
        {
            _inFlight--;
        }
    }

    internal void Add(JournalEntry entry)
    {
        lock (_gate)
        {
            _entries = _entries.Add(entry);
            if (_entries.Count > Capacity)
            {
                _entries = _entries.RemoveAt(0);
                Forgotten++;
            }
        }
    }
}
