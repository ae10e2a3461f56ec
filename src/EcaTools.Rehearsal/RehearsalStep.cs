using System.Collections.Immutable;
using EcaTools.Core.Reports.Summary;

namespace EcaTools.Rehearsal;

/// <summary>One line of a rehearsal's progress.</summary>
/// <param name="Stage">The stage of the migration, such as Inventory.</param>
/// <param name="Text">What was done.</param>
/// <param name="Percent">How much of the whole is done, 0 to 100.</param>
/// <param name="Outcome">How it went.</param>
public sealed record RehearsalStep(string Stage, string Text, int Percent, StepOutcome Outcome)
{
    /// <summary>The apps as they were judged, with the step that judged them; else empty.</summary>
    public ImmutableArray<ReportedApp> Apps { get; init; } = [];
}
