using System.Collections.Immutable;
using EcaTools.Core.Reports.Summary;

namespace EcaTools.Rehearsal;

/// <summary>Tells whoever watches a rehearsal of each step.</summary>
internal sealed class StepReport(IProgress<RehearsalStep>? progress)
{
    public void Say(
        string stage,
        string text,
        int percent,
        StepOutcome outcome = StepOutcome.Done,
        ImmutableArray<ReportedApp> apps = default
    ) => progress?.Report(new RehearsalStep(stage, text, percent, outcome) { Apps = apps.IsDefault ? [] : apps });
}
