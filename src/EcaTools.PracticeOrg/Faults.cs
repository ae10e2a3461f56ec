using System.Collections.Immutable;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg;

/// <summary>The failures that wait for their request. The first that meets a request is the one that happens.</summary>
public sealed class Faults
{
    private readonly object _gate = new();
    private readonly List<Script> _scripts = [];
    private readonly Random _dice;

    internal Faults(int seed) => _dice = new Random(seed);

    /// <summary>What still waits, in the order in which it was added; of a script, the steps to come.</summary>
    public IReadOnlyList<Fault> Waiting
    {
        get
        {
            lock (_gate)
            {
                return [.. _scripts.SelectMany(s => s.Rest)];
            }
        }
    }

    /// <summary>Adds a failure. It stays until it happened as often as it says.</summary>
    /// <exception cref="ArgumentException">Nth or Times is below 1, or Rate is not above 0 and up to 1.</exception>
    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        AddScript([fault]);
    }

    /// <summary>Adds failures that happen one after the other: each begins to count when the one before it is
    /// over.</summary>
    /// <exception cref="ArgumentException">Nth or Times of one is below 1, or its Rate is not above 0 and up to
    /// 1.</exception>
    public void AddScript(IEnumerable<Fault> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ImmutableArray<Fault> script = [.. steps];
        foreach (Fault step in script)
        {
            if (step.Nth < 1 || step.Times < 1)
            {
                throw new ArgumentException("Nth and Times count from 1.", nameof(steps));
            }

            if (step.Rate is { } rate && !(rate > 0 && rate <= 1))
            {
                throw new ArgumentException("Rate is above 0 and up to 1.", nameof(steps));
            }
        }

        if (!script.IsEmpty)
        {
            lock (_gate)
            {
                _scripts.Add(new Script(script));
            }
        }
    }

    /// <summary>Removes every failure.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _scripts.Clear();
        }
    }

    internal Fault? Take(Request request)
    {
        lock (_gate)
        {
            Script? hit = null;
            foreach (Script script in _scripts)
            {
                if (script.Meets(request, _dice))
                {
                    hit ??= script;
                }
            }

            if (hit is null)
            {
                return null;
            }

            Fault fault = hit.Take();
            if (hit.IsOver)
            {
                _scripts.Remove(hit);
            }

            return fault.Kind == FaultKind.None ? null : fault;
        }
    }

    /// <summary>Failures in a row, of which the first one that is not over waits; a single failure is a script of
    /// one.</summary>
    private sealed class Script(ImmutableArray<Fault> steps)
    {
        private int _step;
        private int _seen;
        private int _happened;

        public bool IsOver => _step == steps.Length;

        public IEnumerable<Fault> Rest => steps.Skip(_step);

        private Fault Current => steps[_step];

        public bool Meets(Request request, Random dice) =>
            (Current.Method is null || Current.Method == request.Method)
            && (Current.PathPrefix is null || request.Path.StartsWith(Current.PathPrefix, StringComparison.Ordinal))
            && (Current.Endpoint is null || Current.Endpoint == request.Kind)
            && (Current.SoapOperation is null || Current.SoapOperation == request.Operation)
            && (
                Current.Kind != FaultKind.ComponentsFail
                || request.Kind == "deployRequest"
                || request.Operation is "deploy" or "deployRecentValidation"
            )
            && ++_seen >= Current.Nth
            && (Current.Rate is null || dice.NextDouble() < Current.Rate);

        public Fault Take()
        {
            Fault fault = Current;
            if (++_happened == fault.TimesOrDefault)
            {
                _step++;
                _seen = 0;
                _happened = 0;
            }

            return fault;
        }
    }
}
