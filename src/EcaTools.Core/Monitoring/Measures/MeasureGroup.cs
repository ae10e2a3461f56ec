using EcaTools.Core.Monitoring.Statuses;
using EcaTools.Core.Monitoring.Tallies;

namespace EcaTools.Core.Monitoring.Measures;

/// <summary>A measure while it is summed up.</summary>
/// <param name="stream">One of its streams, which tells app and caller.</param>
internal sealed class MeasureGroup(int stream)
{
    private const long MillisecondsInHour = 60 * 60 * 1000;
    private static readonly int s_outcomes = Enum.GetValues<AuthOutcome>().Length;

    private readonly long[] _counts = new long[s_outcomes];

    public int Stream => stream;

    public long Total { get; private set; }

    public long RefreshFailures { get; set; }

    public long First { get; private set; } = long.MaxValue;

    public long Last { get; private set; }

    public int FirstHour { get; private set; } = int.MaxValue;

    public int LastHour { get; private set; }

    public HashSet<int> Users { get; } = [];

    public HashSet<int> Addresses { get; } = [];

    /// <summary>The labels that the app had.</summary>
    public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>How often each status came that is not a success.</summary>
    public Dictionary<int, long> Errors { get; } = [];

    public long this[AuthOutcome outcome] => _counts[(int)outcome];

    public void Add(in AuthTally tally, AuthOutcome outcome, int user, int address, string? name)
    {
        _counts[(int)outcome] += tally.Count;
        Total += tally.Count;
        First = Math.Min(First, (tally.Hour * MillisecondsInHour) + tally.First);
        Last = Math.Max(Last, (tally.Hour * MillisecondsInHour) + tally.Last);
        FirstHour = Math.Min(FirstHour, tally.Hour);
        LastHour = Math.Max(LastHour, tally.Hour);
        if (user >= 0)
        {
            Users.Add(user);
        }

        if (address >= 0)
        {
            Addresses.Add(address);
        }

        if (name is not null && !Names.Contains(name))
        {
            Names.Add(name);
        }

        if (outcome is not (AuthOutcome.Success or AuthOutcome.Seen))
        {
            Errors[tally.Status] = Errors.GetValueOrDefault(tally.Status) + tally.Count;
        }
    }
}
