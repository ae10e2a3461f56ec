using System.Collections.Immutable;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Blockers;

/// <summary>A Connected App and what stands in the way of its move.</summary>
/// <param name="App">The app.</param>
/// <param name="Verdict">The sum of it.</param>
/// <param name="Findings">What the rules found and nobody allowed, the heaviest first.</param>
/// <param name="Skipped">The checks that could not look, each with its reason. A skipped check is not a pass.</param>
/// <param name="ApiVersion">The API version of the org that the app would move in: what blocks below it may not block
/// above.</param>
public sealed record EcaAssessment(
    [property: FlatJson] ConnectedApp App,
    Verdict Verdict,
    [property: FlatJson] ImmutableArray<EcaFinding> Findings,
    [property: FlatJson] ImmutableArray<EcaSkippedCheck> Skipped,
    [property: FlatJson] ApiVersion ApiVersion
)
{
    /// <summary>What the rules found and an allow-list allows: it does not count for the verdict.</summary>
    [FlatJson]
    public ImmutableArray<AllowedFinding> Allowed { get; init; } = [];

    /// <summary>The day of the judgment: what was in force then counts.</summary>
    [FlatJson]
    public DateOnly AsOf { get; init; }

    /// <summary>Whether the button Migrate to External Client App in Setup can move the app, and what it would
    /// do.</summary>
    [FlatJson]
    public NativeMigration NativeMigration { get; init; } = new();

    /// <summary>How the app is best moved.</summary>
    [FlatJson]
    public MigrationPath RecommendedPath { get; init; }

    /// <summary>Why the app is best moved so.</summary>
    [FlatJson]
    public string RecommendedPathReason { get; init; } = "";

    /// <summary>How soon somebody should look at the app, by its use and its nearest deadline.</summary>
    public MigrationPriority Priority { get; init; }

    /// <summary>The first day on which Salesforce puts something into force that a finding asks to change; it may be
    /// past. Null where nothing follows a date.</summary>
    [FlatJson]
    public DateOnly? Deadline { get; init; }

    /// <summary>Whether something that Salesforce switches off stops the app, by its findings and its use.</summary>
    public WillBreak WillBreak { get; init; } = WillBreak.Safe;

    /// <summary>The first day from which something that the app needs is off, whether or not an allow-list allows it;
    /// null if nothing is. It may be past.</summary>
    [FlatJson]
    public DateOnly? BreaksOn { get; init; }

    /// <summary>What was known of the app's use.</summary>
    [FlatJson]
    public AppUsage Usage { get; init; } = new();

    /// <summary>How many callers must be given something new in a move: each that was seen. Null where nobody knows; at
    /// least so many where <see cref="AppUsage.CallersUnknownBecause"/> says why there may be more.</summary>
    public int? CallersToTouch => Usage.CallerCount;

    /// <summary>The number of callers in a few letters for a table: <c>8</c>, <c>4+</c> where there may be more,
    /// <c>?</c> where nobody knows.</summary>
    [FlatJson]
    public string CallersSummary =>
        CallersToTouch is not { } callers
            ? "?"
            : FormattableString.Invariant($"{callers}{(Usage.CallersUnknownBecause is null ? "" : "+")}");

    /// <summary>The app's full name.</summary>
    public string Name => App.Name;

    /// <summary>Whether the app can move, with or without changes. False where it could not be judged.</summary>
    public bool CanMigrate => Verdict is Verdict.Ready or Verdict.NeedsChange;

    /// <summary>How many findings block the move.</summary>
    public int BlockerCount => Findings.Count(finding => finding.Severity is FindingSeverity.Blocker);

    /// <summary>How many findings ask for a change.</summary>
    public int ChangeCount => Findings.Count(finding => finding.Severity is FindingSeverity.Change);

    /// <summary>How many checks could not look.</summary>
    public int SkippedCount => Skipped.Length;

    /// <summary>The title of the heaviest finding that asks for something; null if none does.</summary>
    public string? FirstFinding =>
        Findings.FirstOrDefault(finding => finding.Severity > FindingSeverity.Information)?.Title;

    /// <summary>The name of the app.</summary>
    public override string ToString() => Name;
}
