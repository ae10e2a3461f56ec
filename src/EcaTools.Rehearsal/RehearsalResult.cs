using System.Collections.Immutable;
using EcaTools.Core.Checklist;
using EcaTools.Core.Reports.Summary;

namespace EcaTools.Rehearsal;

/// <summary>What a rehearsal did and where it left the results.</summary>
/// <param name="Summary">What was found and done, app by app.</param>
/// <param name="MetadataPath">The folder with the metadata project.</param>
/// <param name="SummaryPath">The file summary.json.</param>
/// <param name="ReportPath">The file report.html.</param>
public sealed record RehearsalResult(
    [property: FlatJson] MigrationSummary Summary,
    string MetadataPath,
    string SummaryPath,
    string ReportPath
)
{
    /// <summary>The app that was taken through the whole checklist; null if none fits.</summary>
    public string? Pilot { get; init; }

    /// <summary>The checklist as it stands at the end.</summary>
    [FlatJson]
    public ImmutableArray<ChecklistItem> Checklist { get; init; } = [];

    /// <summary>How many items of the checklist are done: passed, or not applicable.</summary>
    public int ChecklistDone => Checklist.Count(item => item.IsDone());

    /// <summary>The folder of the migration: plan, ledger and backups.</summary>
    public string? MigrationPath { get; init; }

    /// <summary>The file checklist.html.</summary>
    public string? ChecklistPath { get; init; }

    /// <summary>How many connected apps the org lists.</summary>
    public int AppCount => Summary.Counts.Found;

    /// <summary>How many have their External Client App now.</summary>
    public int MigratedCount => Summary.Counts.Outcomes.Migrated + Summary.Counts.Outcomes.AlreadyThere;

    /// <summary>How many a rule says can't move.</summary>
    public int BlockedCount => Summary.Counts.Outcomes.Blocked;

    /// <summary>How many could have moved and did not, those included that could not be read or judged.</summary>
    public int FailedCount => AppCount - MigratedCount - BlockedCount;

    /// <summary>Whether everything that could move did, and the pilot reached the end of the checklist.</summary>
    public bool Succeeded => FailedCount == 0 && (Pilot is null || ChecklistDone == Checklist.Length);

    /// <summary>The file for people.</summary>
    public override string ToString() => ReportPath;
}
