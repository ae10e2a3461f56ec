using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Monitoring.Measures;

namespace EcaTools.Core.Cutover.Watching;

/// <summary>Watches a cutover: what is reported is what changed.</summary>
/// <param name="gate">Decides.</param>
/// <param name="subjects">What to decide on.</param>
public sealed class CutoverWatch(CutoverGate gate, ImmutableArray<CutoverGateSubject> subjects)
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int ChartHours = 24;

    private readonly Dictionary<CutoverGateSubject, CutoverGateResult> _last = [];
    private ImmutableSortedSet<string> _unread = ImmutableSortedSet<string>.Empty;

    /// <summary>The latest decisions.</summary>
    public ImmutableArray<CutoverGateResult> Results => [.. subjects.Where(_last.ContainsKey).Select(it => _last[it])];

    /// <summary>Decides on what was counted, and gives the decisions that changed.</summary>
    public ImmutableArray<CutoverAlert> Judge(AuthMeasureSet set, DateTimeOffset now)
    {
        ImmutableArray<CutoverAlert>.Builder alerts = ImmutableArray.CreateBuilder<CutoverAlert>();
        foreach (CutoverGateSubject subject in subjects)
        {
            CutoverGateResult result = gate.Decide(set, subject, now);
            GateVerdict? before = _last.TryGetValue(subject, out CutoverGateResult? known) ? known.Verdict : null;
            _last[subject] = result;
            if (before == result.Verdict)
            {
                continue;
            }

            string name = subject.Caller is { } caller ? $"{subject.App}, {caller}" : subject.App;
            string from = before is { } old ? $" (was {old})" : "";
            alerts.Add(
                new CutoverAlert
                {
                    Time = now,
                    Kind = CutoverAlertKind.VerdictChanged,
                    App = subject.App,
                    Caller = subject.Caller,
                    Verdict = result.Verdict,
                    Text = $"{name}: {result.Verdict}{from}. {result.Reasons.FirstOrDefault()}",
                    Result = result,
                }
            );
        }

        return alerts.ToImmutable();
    }

    /// <summary>Notes which sources can't be read now; an alert if that changed.</summary>
    public CutoverAlert? NoteUnread(IEnumerable<string> unread, DateTimeOffset now)
    {
        ImmutableSortedSet<string> all = unread.ToImmutableSortedSet(StringComparer.Ordinal);
        if (all.SetEquals(_unread))
        {
            return null;
        }

        _unread = all;
        return new CutoverAlert
        {
            Time = now,
            Kind = all.IsEmpty ? CutoverAlertKind.SourcesReadAgain : CutoverAlertKind.SourceNotRead,
            App = subjects[0].App,
            Text = all.IsEmpty ? "All sources are read again." : string.Join(" ", all),
        };
    }

    /// <summary>The state in one line: the decision, and the new app's events hour by hour.</summary>
    public string Status(AuthMeasureSet set, DateTimeOffset now)
    {
        string verdicts = string.Join(
            ", ",
            Results.GroupBy(result => result.Verdict).Select(group => $"{group.Key} {group.Count()}")
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdicts} | new app, last {ChartHours} h {Chart(set, subjects[0], now)}"
        );
    }

    /// <summary>The new app's events in each of the last hours, as bars.</summary>
    internal static string Chart(AuthMeasureSet set, CutoverGateSubject subject, DateTimeOffset now)
    {
        DateTimeOffset end = GateEvidence.Floor(now).AddHours(1);
        DateTimeOffset start = end.AddHours(-ChartHours);
        HashSet<string> names = [.. subject.NewApp];
        long[] hours = new long[ChartHours];
        foreach (AuthMeasure measure in set.Measure(AuthMeasureBy.App, AuthWindow.Hour, start, end))
        {
            if (measure.IsOf(names.Contains))
            {
                hours[(int)(measure.From - start).TotalHours] += measure.Requests;
            }
        }

        long most = Math.Max(1, hours.Max());
        return string.Concat(hours.Select(count => count == 0 ? ' ' : Bars[(int)((Bars.Length - 1) * count / most)]));
    }
}
