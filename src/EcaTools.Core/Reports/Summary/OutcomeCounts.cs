using System.Collections.Immutable;

namespace EcaTools.Core.Reports.Summary;

/// <summary>How many apps came to each end.</summary>
/// <param name="Migrated">Apps whose External Client App was deployed in this run.</param>
/// <param name="AlreadyThere">Apps whose External Client App was there already.</param>
/// <param name="Blocked">Apps that were not tried because a rule says that they can't move.</param>
/// <param name="Failed">Apps that were tried and failed.</param>
/// <param name="NotAttempted">Apps that nobody tried.</param>
public sealed record OutcomeCounts(int Migrated, int AlreadyThere, int Blocked, int Failed, int NotAttempted)
{
    internal static OutcomeCounts Of(ImmutableArray<ReportedApp> apps) =>
        new(
            apps.Count(app => app.Outcome is MigrationOutcome.Migrated),
            apps.Count(app => app.Outcome is MigrationOutcome.AlreadyThere),
            apps.Count(app => app.Outcome is MigrationOutcome.Blocked),
            apps.Count(app => app.Outcome is MigrationOutcome.Failed),
            apps.Count(app => app.Outcome is MigrationOutcome.NotAttempted)
        );
}
