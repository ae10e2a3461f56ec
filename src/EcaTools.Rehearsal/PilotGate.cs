using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Orgs;
using EcaTools.Core.Salesforce;

namespace EcaTools.Rehearsal;

/// <summary>The gate of the pilot's cutover. It reads the org's event logs, each once, and keeps their counts: the org
/// deletes the logs of the Connected App before the migration ends.</summary>
internal sealed class PilotGate
{
    private readonly CutoverGate _gate = new(new CutoverGateOptions { Baseline = TimeSpan.FromDays(90) });
    private readonly AuthMeasureSet _set;
    private readonly OrgLogMeasurer _measurer;
    private readonly EcaOrg _org;
    private readonly CutoverGateSubject _subject;
    private readonly DateTimeOffset _since;

    /// <summary>A gate.</summary>
    /// <param name="org">The org.</param>
    /// <param name="subject">The pilot by the names that event logs have of it.</param>
    public PilotGate(EcaOrg org, CutoverGateSubject subject)
    {
        HashSet<string> names = new(
            subject
                .OldApp.Concat(subject.NewApp)
                .SelectMany(name => name.Length == 18 ? [name, name[..15]] : new[] { name }),
            StringComparer.Ordinal
        );
        _set = new AuthMeasureSet((id, label) => names.Contains(id) || names.Contains(label));
        _measurer = new OrgLogMeasurer(_set, org);
        (_org, _subject, _since) = (org, subject, org.GetClient().Now);
    }

    /// <summary>Decides on the whole days since a moment.</summary>
    /// <param name="since">When the stage began, or the window of the last decision ended.</param>
    /// <param name="isMoved">Whether all callers were switched, so that nobody may use the Connected App.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<CutoverGateResult> DecideAsync(DateTimeOffset since, bool isMoved, CancellationToken cancellation)
    {
        await _measurer.MeasureAsync(OrgLogMeasurer.DefaultSources, _since, cancellation).ConfigureAwait(false);
        DateTimeOffset now = _org.GetClient().Now;
        DateTimeOffset today = new(now.UtcDateTime.Date, TimeSpan.Zero);
        DateTimeOffset next = since == StartOf(since) ? since : StartOf(since).AddDays(1);
        return _gate.Decide(
            _set,
            _subject with
            {
                AllCallersMoved = isMoved,
                WindowStart = next < today ? next : null,
                StageStart = since,
            },
            now
        );
    }

    private static DateTimeOffset StartOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);
}
