using System.Globalization;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Statuses;

namespace EcaTools.Core.Cutover.Gates;

/// <summary>The checks of a gate of how many requests succeed.</summary>
internal sealed class RateChecks
{
    private readonly GateEvidence _evidence;
    private readonly CutoverGateOptions _options;
    private readonly double _z;
    private readonly (double Successes, double Events) _new;
    private readonly (double Successes, double Events) _old;
    private readonly (double Successes, double Events) _latest;

    public RateChecks(GateEvidence evidence, CutoverGateOptions options, GateInputs inputs)
    {
        _evidence = evidence;
        _options = options;
        _z = Proportions.Quantile(options.Confidence);
        _new = GateEvidence.Rate(evidence.New(evidence.Source, evidence.Start, evidence.End));
        _old = GateEvidence.Rate(evidence.Old(evidence.Source, evidence.BaselineStart, evidence.End));
        _latest = GateEvidence.Rate(evidence.New(evidence.Source, evidence.Start, evidence.LatestEnd));
        inputs.Add("NewSuccesses", _new.Successes);
        inputs.Add("NewEvents", _new.Events);
        inputs.Add("OldSuccesses", _old.Successes);
        inputs.Add("OldEvents", _old.Events);
        inputs.Add("EventsAfterWindow", _latest.Events - _new.Events);
        AuthMeasure? any = evidence.New(evidence.Source, evidence.Start, evidence.End).LastOrDefault();
        inputs.Add("AttributionRate", any?.AttributionRate ?? 0);
    }

    public (GateVerdict Verdict, string Detail) NewAppTraffic() =>
        _new.Events > 0
            ? (GateVerdict.Promote, Text($"The new app has {_new.Events:N0} events in {_evidence.Source}."))
            : (
                GateVerdict.Hold,
                Text(
                    $"No event of the new app is in {_evidence.Source ?? "any source"} from {CutoverGate.Time(_evidence.Start)} to {CutoverGate.Time(_evidence.End)}. Check -NewApp and that callers use it, or name another source with -RateSource."
                )
            );

    public (GateVerdict Verdict, string Detail) AbsoluteFloor()
    {
        double floor = _options.MinimumSuccessRate;
        (double lower, double upper) = Proportions.Wilson(_new.Successes, _new.Events, _z);
        (_, double latestUpper) = Proportions.Wilson(_latest.Successes, _latest.Events, _z);
        string found = Text(
            $"{Rate(_new)}, at least {CutoverGate.Percent(lower)} with {CutoverGate.Percent(_options.Confidence)} confidence"
        );
        if (upper < floor || latestUpper < floor)
        {
            (_, double oldUpper) = Proportions.Wilson(_old.Successes, _old.Events, _z);
            string worst = upper < floor ? Rate(_new) : $"{Rate(_latest)} up to now";
            return oldUpper < floor
                ? (
                    GateVerdict.Hold,
                    $"{worst}: below the floor of {CutoverGate.Percent(floor)}, and so is the old app ({Rate(_old)}). Find out what fails on both."
                )
                : (GateVerdict.Rollback, $"{worst}: below the floor of {CutoverGate.Percent(floor)}.");
        }

        if (lower >= floor)
        {
            return (GateVerdict.Promote, $"{found}; the floor is {CutoverGate.Percent(floor)}.");
        }

        double rate = _new.Events > 0 ? _new.Successes / _new.Events : 1;
        long? more = Proportions.Further(
            _new.Events,
            events => Proportions.Wilson(rate * events, events, _z).Lower >= floor
        );
        return (GateVerdict.Hold, $"{found}; the floor is {CutoverGate.Percent(floor)}. {More(more)}");
    }

    public (GateVerdict Verdict, string Detail) NotWorseThanOld()
    {
        if (_old.Events == 0)
        {
            return (
                GateVerdict.Hold,
                Text(
                    $"No event of the old app is in {_evidence.Source ?? "any source"} since {CutoverGate.Time(_evidence.BaselineStart)} to compare with. Check -OldApp, or read older event logs."
                )
            );
        }

        (double lower, double upper) = Proportions.Difference(_new, _old, _z);
        (_, double latestUpper) = Proportions.Difference(_latest, _old, _z);
        string found =
            $"New {Rate(_new)}, old {Rate(_old)}: worse by at most {CutoverGate.Percent(Math.Max(0, -lower))} with {CutoverGate.Percent(_options.Confidence)} confidence";
        string margin = $"the margin is {CutoverGate.Percent(_options.Margin)}";
        if (upper < -_options.Margin || latestUpper < -_options.Margin)
        {
            return (
                GateVerdict.Rollback,
                $"New {Rate(upper < -_options.Margin ? _new : _latest)}, old {Rate(_old)}: worse by more than the margin of {CutoverGate.Percent(_options.Margin)}."
            );
        }

        if (lower > -_options.Margin)
        {
            return (GateVerdict.Promote, $"{found}; {margin}.");
        }

        double rate = _new.Events > 0 ? _new.Successes / _new.Events : 1;
        long? more = Proportions.Further(
            _new.Events,
            events => Proportions.Difference((rate * events, events), _old, _z).Lower > -_options.Margin
        );
        return (
            GateVerdict.Hold,
            more is null && rate >= (_old.Successes / _old.Events) - _options.Margin
                ? $"{found}; {margin}. The old app's own events are too few: read older event logs of it."
                : $"{found}; {margin}. {More(more)}"
        );
    }

    public (GateVerdict Verdict, string Detail) ErrorSpikes()
    {
        List<string> auth = [];
        List<string> other = [];
        foreach (
            string source in new[] { _evidence.Source, _evidence.LoginSource }
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
        )
        {
            Dictionary<string, double> usual = Shares(
                _evidence.Old(source, _evidence.BaselineStart, _evidence.LatestEnd)
            );
            foreach (
                IGrouping<DateTimeOffset, AuthMeasure> hour in _evidence
                    .New(source, _evidence.Start, _evidence.LatestEnd)
                    .GroupBy(measure => measure.From)
            )
            {
                double all = hour.Sum(measure => measure.Requests);
                foreach (
                    IGrouping<string, AuthError> error in hour.SelectMany(measure => measure.Errors)
                        .Where(error => error.Outcome is not (AuthOutcome.ClientError or AuthOutcome.Success))
                        .GroupBy(error => error.Status, StringComparer.Ordinal)
                )
                {
                    long count = error.Sum(it => it.Count);
                    double least = Math.Max(
                        _options.SpikeShare,
                        _options.SpikeFactor * usual.GetValueOrDefault(error.Key)
                    );
                    if (count >= _options.SpikeMinimum && count / all >= least)
                    {
                        string text = Text(
                            $"{count:N0} of {all:N0} in {source} at {CutoverGate.Time(hour.Key)} ended with '{error.Key}'"
                        );
                        bool isAuth = error.First().Outcome is AuthOutcome.Unauthorized or AuthOutcome.Forbidden;
                        (isAuth ? auth : other).Add(text);
                    }
                }
            }
        }

        if (auth.Count > 0)
        {
            return (GateVerdict.Rollback, $"{CutoverGate.Names(auth)}.");
        }

        return other.Count > 0
            ? (GateVerdict.Hold, $"{CutoverGate.Names(other)}. Find out whether the org or the app caused them.")
            : (GateVerdict.Promote, "No hour has many errors of one kind.");
    }

    private static Dictionary<string, double> Shares(IEnumerable<AuthMeasure> measures)
    {
        Dictionary<string, double> counts = new(StringComparer.Ordinal);
        double all = 0;
        foreach (AuthMeasure measure in measures)
        {
            all += measure.Requests;
            foreach (AuthError error in measure.Errors)
            {
                counts[error.Status] = counts.GetValueOrDefault(error.Status) + error.Count;
            }
        }

        return counts.ToDictionary(count => count.Key, count => count.Value / Math.Max(1, all), StringComparer.Ordinal);
    }

    private static string More(long? events) =>
        events is { } count
            ? Text($"About {count:N0} more events at this rate are needed.")
            : "More events at this rate will not be enough: the rate must rise.";

    private static string Rate((double Successes, double Events) rate) =>
        rate.Events > 0
            ? Text($"{CutoverGate.Percent(rate.Successes / rate.Events)} of {rate.Events:N0} succeeded")
            : "no event";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
