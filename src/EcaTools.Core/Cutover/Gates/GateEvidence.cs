using System.Collections.Immutable;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Cutover.Gates;

/// <summary>What is known of the two apps: measures by caller and hour, of the window and of the time before
/// it.</summary>
internal sealed class GateEvidence
{
    private static readonly string[] s_rates =
    [
        "ApiTotalUsage",
        "ApiTotalUsageEventLog",
        "RestApi",
        "LoginHistory",
        "LoginEvent",
    ];
    private static readonly string[] s_logins = ["LoginHistory", "LoginEvent"];

    private readonly CutoverGateSubject _subject;
    private readonly ImmutableArray<AuthMeasure> _measures;
    private readonly HashSet<string> _old;
    private readonly HashSet<string> _new;

    public GateEvidence(AuthMeasureSet set, CutoverGateSubject subject, CutoverGateOptions options, DateTimeOffset now)
    {
        Set = set;
        Now = now;
        _subject = subject;
        _old = Names(subject.OldApp);
        _new = Names(subject.NewApp);
        _measures = set.Measure(AuthMeasureBy.Caller, AuthWindow.Hour);
        Source = subject.Source ?? Best(s_rates);
        LoginSource = Best(s_logins);
        Coverage = new HourCoverage(set, Source ?? "");
        End = subject.WindowEnd is { } end ? Floor(end) : LastComplete(options);
        Start = Floor(subject.WindowStart ?? End.AddDays(-1));
        Stage = subject.StageStart ?? Start;
        BaselineStart = Floor(Start - options.Baseline);
    }

    public AuthMeasureSet Set { get; }

    public CutoverGateSubject Subject => _subject;

    public DateTimeOffset Now { get; }

    /// <summary>The source of the rates; null if there is none.</summary>
    public string? Source { get; }

    /// <summary>The source of the logins by app; null if there is none.</summary>
    public string? LoginSource { get; }

    public HourCoverage Coverage { get; }

    public DateTimeOffset Start { get; }

    public DateTimeOffset End { get; }

    public DateTimeOffset Stage { get; }

    public DateTimeOffset BaselineStart { get; }

    /// <summary>
    /// The end of what is looked at for a rollback: failures count at once, and a success only when its hour is
    /// complete.
    /// </summary>
    public DateTimeOffset LatestEnd => _subject.WindowEnd is null ? DateTimeOffset.MaxValue : End;

    /// <summary>Measures of the new app, or of its caller.</summary>
    public IEnumerable<AuthMeasure> New(string? source, DateTimeOffset from, DateTimeOffset to) =>
        Of(_new, source, from, to);

    /// <summary>Measures of the old app, or of its caller.</summary>
    public IEnumerable<AuthMeasure> Old(string? source, DateTimeOffset from, DateTimeOffset to) =>
        Of(_old, source, from, to);

    /// <summary>Measures of both apps of any source that tells how it went.</summary>
    public IEnumerable<AuthMeasure> All => _measures.Where(measure => IsOf(measure, _new) || IsOf(measure, _old));

    /// <summary>Whether a label is the new app's.</summary>
    public bool IsNew(string label) => _new.Contains(label);

    /// <summary>What tells a caller from others: its user; the address if the source names no user.</summary>
    public static string CallerOf(AuthMeasure measure) => measure.UserId ?? measure.Address ?? measure.Client ?? "?";

    /// <summary>The beginning of an hour.</summary>
    public static DateTimeOffset Floor(DateTimeOffset time) =>
        DateTimeOffset.UnixEpoch.AddHours(Math.Floor((time - DateTimeOffset.UnixEpoch).TotalHours));

    /// <summary>Successes, and events whose outcome is known.</summary>
    public static (double Successes, double Events) Rate(IEnumerable<AuthMeasure> measures)
    {
        double successes = 0;
        double events = 0;
        foreach (AuthMeasure measure in measures)
        {
            successes += measure.Successes;
            events += measure.Successes + measure.Failures;
        }

        return (successes, events);
    }

    private static HashSet<string> Names(ImmutableArray<string> names) =>
        new(names.Concat(names.Where(name => name.Length == 18).Select(SalesforceId.Short)), StringComparer.Ordinal);

    private static bool IsOf(AuthMeasure measure, HashSet<string> names) => measure.IsOf(names.Contains);

    private bool IsCaller(AuthMeasure measure) =>
        _subject.Caller is not { } caller
        || measure.UserId == SalesforceId.Short(caller)
        || measure.Address == caller
        || measure.Client == caller;

    private IEnumerable<AuthMeasure> Of(
        HashSet<string> names,
        string? source,
        DateTimeOffset from,
        DateTimeOffset to
    ) =>
        _measures.Where(measure =>
            measure.Source == source
            && measure.From >= from
            && measure.From < to
            && IsOf(measure, names)
            && IsCaller(measure)
        );

    /// <summary>
    /// The first source that was read. One that was read and does not have the new app is not passed over: that its
    /// events are missing is what the gate must hold for.
    /// </summary>
    private string? Best(string[] sources)
    {
        HashSet<string> there = [.. Set.Logs.Select(log => log.Source)];
        return sources.FirstOrDefault(there.Contains);
    }

    private DateTimeOffset LastComplete(CutoverGateOptions options)
    {
        DateTimeOffset now = Floor(Now);
        if (options.SkippedChecks.Contains(GateCheck.CompleteHours))
        {
            return _measures.Length == 0 ? now : _measures.Max(measure => measure.To);
        }

        for (DateTimeOffset hour = now.AddHours(-1); hour > now - options.Baseline; hour = hour.AddHours(-1))
        {
            if (Coverage.IsComplete(hour))
            {
                return hour.AddHours(1);
            }
        }

        return now;
    }
}
