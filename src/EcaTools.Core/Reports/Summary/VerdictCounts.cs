using System.Collections.Immutable;
using EcaTools.Core.Blockers;

namespace EcaTools.Core.Reports.Summary;

/// <summary>How many apps got each verdict.</summary>
/// <param name="Ready">Apps that can move as they are.</param>
/// <param name="NeedsChange">Apps that can move with changes.</param>
/// <param name="Blocked">Apps that can't move.</param>
/// <param name="Unknown">Apps that could not be judged.</param>
public sealed record VerdictCounts(int Ready, int NeedsChange, int Blocked, int Unknown)
{
    internal static VerdictCounts Of(ImmutableArray<ReportedApp> apps) =>
        new(
            apps.Count(app => app.Verdict is Verdict.Ready),
            apps.Count(app => app.Verdict is Verdict.NeedsChange),
            apps.Count(app => app.Verdict is Verdict.Blocked),
            apps.Count(app => app.Verdict is Verdict.Unknown)
        );
}
