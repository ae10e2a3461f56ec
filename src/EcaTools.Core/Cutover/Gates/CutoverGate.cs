using System.Globalization;
using EcaTools.Core.Monitoring.Measures;

namespace EcaTools.Core.Cutover.Gates;

/// <summary>
/// Decides whether a cutover may go on. It promotes only if every check that is not skipped says so; what could not be
/// looked at holds, and a rollback outweighs everything.
/// </summary>
/// <param name="options">The thresholds.</param>
public sealed class CutoverGate(CutoverGateOptions options)
{
    /// <summary>Decides.</summary>
    /// <param name="set">What was measured.</param>
    /// <param name="subject">What to decide on.</param>
    /// <param name="now">The time of the decision, by the org's clock.</param>
    public CutoverGateResult Decide(AuthMeasureSet set, CutoverGateSubject subject, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(subject);
        GateEvidence evidence = new(set, subject, options, now);
        GateInputs inputs = new(options, evidence);
        EvidenceChecks about = new(evidence, options);
        RateChecks rates = new(evidence, options, inputs);
        CallerChecks callers = new(evidence, options, inputs);
        (GateCheck Check, Func<(GateVerdict Verdict, string Detail)> Run)[] checks =
        [
            (GateCheck.OneOrg, about.OneOrg),
            (GateCheck.NewAppTraffic, rates.NewAppTraffic),
            (GateCheck.CompleteHours, about.CompleteHours),
            (GateCheck.UnreadLines, about.UnreadLines),
            (GateCheck.ClockSkew, about.ClockSkew),
            (GateCheck.AbsoluteFloor, rates.AbsoluteFloor),
            (GateCheck.NotWorseThanOld, rates.NotWorseThanOld),
            (GateCheck.ErrorSpikes, rates.ErrorSpikes),
            (GateCheck.RefreshFailures, callers.RefreshFailures),
            (GateCheck.FailingCallers, callers.FailingCallers),
            (GateCheck.SilentCallers, callers.SilentCallers),
            (GateCheck.OldKeyCallers, callers.OldKeyCallers),
            (GateCheck.TokenLimit, callers.TokenLimit),
        ];
        GateReason[] reasons =
        [
            .. checks
                .Where(check => !options.SkippedChecks.Contains(check.Check))
                .Select(check =>
                {
                    (GateVerdict verdict, string detail) = check.Run();
                    return new GateReason(check.Check.ToString(), verdict, detail);
                }),
        ];
        GateVerdict decided = reasons switch
        {
            _ when Array.Exists(reasons, reason => reason.Verdict is GateVerdict.Rollback) => GateVerdict.Rollback,
            [] => GateVerdict.Hold,
            _ when Array.Exists(reasons, reason => reason.Verdict is GateVerdict.Hold) => GateVerdict.Hold,
            _ => GateVerdict.Promote,
        };
        return new CutoverGateResult
        {
            App = subject.App,
            Caller = subject.Caller,
            Verdict = decided,
            Reasons =
            [
                .. reasons
                    .OrderByDescending(reason => reason.Verdict == decided)
                    .ThenBy(reason => reason.Verdict is GateVerdict.Promote),
            ],
            DecidedAt = now,
            WindowStart = evidence.Start,
            WindowEnd = evidence.End,
            Inputs = inputs.ToImmutable(),
        };
    }

    /// <summary>A rate as a detail has it.</summary>
    internal static string Percent(double rate) => (rate * 100).ToString("0.###", CultureInfo.InvariantCulture) + " %";

    /// <summary>A time as a detail has it.</summary>
    internal static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The first of some names, and how many more there are.</summary>
    internal static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(5))
        + (names.Count > 5 ? FormattableString.Invariant($" and {names.Count - 5} more") : "");
}
