using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Monitoring.Measures;

namespace EcaTools.Core.Cutover.Gates;

/// <summary>The checks of a gate of whether the evidence can be relied on.</summary>
internal sealed class EvidenceChecks(GateEvidence evidence, CutoverGateOptions options)
{
    public (GateVerdict Verdict, string Detail) OneOrg()
    {
        string[] orgs =
        [
            .. evidence.Set.Logs.Select(log => log.OrgId).Where(org => org.Length > 0).Distinct(StringComparer.Ordinal),
        ];
        return orgs.Length > 1
            ? (
                GateVerdict.Hold,
                $"The events are of {orgs.Length} orgs: {CutoverGate.Names(orgs)}. Measure the org of the cutover alone."
            )
            : (
                GateVerdict.Promote,
                orgs.Length == 1 ? $"All events are of the org {orgs[0]}." : "No event names an org."
            );
    }

    public (GateVerdict Verdict, string Detail) CompleteHours()
    {
        if (evidence.Source is null)
        {
            return (GateVerdict.Hold, "No source of requests or logins by app was read.");
        }

        List<string> gaps = Gaps(evidence.Source, evidence.Coverage);
        if (evidence.LoginSource is { } logins && logins != evidence.Source)
        {
            gaps.AddRange(Gaps(logins, new HourCoverage(evidence.Set, logins)));
        }

        if (gaps.Count > 0)
        {
            return (
                GateVerdict.Hold,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{gaps.Count} hours may be incomplete: {CutoverGate.Names(gaps)}. Read the source again when its daily file is there, or a day after the hour."
                )
            );
        }

        TimeSpan age = evidence.Now - evidence.End;
        return age > options.MaximumEvidenceAge
            ? (
                GateVerdict.Hold,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The window ends at {CutoverGate.Time(evidence.End)}, {age.TotalHours:0} hours before the decision. Read the sources again."
                )
            )
            : (GateVerdict.Promote, $"Every hour of the window is complete in {evidence.Source}.");
    }

    public (GateVerdict Verdict, string Detail) UnreadLines()
    {
        MeasuredLog[] logs =
        [
            .. evidence.Set.Logs.Where(log =>
                log.BadLines > 0
                && (log.LogDate is not { } date || (date < evidence.End && date.AddDays(1) > evidence.Start))
            ),
        ];
        return logs.Length > 0
            ? (
                GateVerdict.Hold,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{logs.Sum(log => log.BadLines):N0} lines could not be counted, in {CutoverGate.Names([.. logs.Select(log => log.Name)])}."
                )
            )
            : (GateVerdict.Promote, "Every line of the event logs was counted.");
    }

    public (GateVerdict Verdict, string Detail) ClockSkew()
    {
        DateTimeOffset latest = evidence.Now + options.MaximumClockSkew;
        ImmutableArray<DateTimeOffset> times =
        [
            .. evidence.All.Select(measure => measure.LastSeen),
            .. evidence.Set.Logs.Select(log => log.CreatedDate).OfType<DateTimeOffset>(),
            evidence.End,
        ];
        return times.Max() > latest
            ? (
                GateVerdict.Hold,
                $"There are events or event logs of {CutoverGate.Time(times.Max())}, later than the decision ({CutoverGate.Time(evidence.Now)}): the clocks differ."
            )
            : (GateVerdict.Promote, "No event is later than the decision.");
    }

    private List<string> Gaps(string source, HourCoverage coverage) =>
        [.. coverage.Incomplete(evidence.Start, evidence.End).Select(hour => $"{source} {CutoverGate.Time(hour)}")];
}
