using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg;

/// <summary>The failures that wait for their request. The first that meets a request is the one that happens.</summary>
public sealed class Faults
{
    private readonly object _gate = new();
    private readonly List<Entry> _entries = [];

    /// <summary>Adds a failure. It stays until it happened as often as it says.</summary>
    /// <exception cref="ArgumentException">Nth or Times is below 1.</exception>
    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault.Nth < 1 || fault.Times < 1)
        {
            throw new ArgumentException("Nth and Times count from 1.", nameof(fault));
        }

        lock (_gate)
        {
            _entries.Add(new Entry(fault));
        }
    }

    /// <summary>Removes every failure.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }

    internal Fault? Take(Request request)
    {
        lock (_gate)
        {
            Entry? hit = null;
            foreach (Entry entry in _entries)
            {
                if (entry.Meets(request) && ++entry.Seen >= entry.Fault.Nth)
                {
                    hit ??= entry;
                }
            }

            if (hit is not null && ++hit.Happened == hit.Fault.Times)
            {
                _entries.Remove(hit);
            }

            return hit?.Fault;
        }
    }

    private sealed class Entry(Fault fault)
    {
        public Fault Fault { get; } = fault;

        public int Seen { get; set; }

        public int Happened { get; set; }

        public bool Meets(Request request) =>
            (Fault.Method is null || Fault.Method == request.Method)
            && (Fault.PathPrefix is null || request.Path.StartsWith(Fault.PathPrefix, StringComparison.Ordinal))
            && (Fault.SoapOperation is null || Fault.SoapOperation == request.Operation);
    }
}
