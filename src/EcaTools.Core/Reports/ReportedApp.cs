using System.Collections.Immutable;
using EcaTools.Core.Blockers;
using EcaTools.Core.Conversion;

namespace EcaTools.Core.Reports;

/// <summary>One Connected App in a report: how it was judged and what became of it. Holds no secret.</summary>
public sealed record ReportedApp
{
    /// <summary>The Connected App's full name.</summary>
    public required string Name { get; init; }

    /// <summary>The label that users see.</summary>
    public required string Label { get; init; }

    /// <summary>Whether it can become an External Client App.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What became of it in this run.</summary>
    public required MigrationOutcome Outcome { get; init; }

    /// <summary>The External Client App's full name; null where there is none.</summary>
    public string? EcaName { get; init; }

    /// <summary>The External Client App's consumer key, which callers need; null where it isn't known.</summary>
    public string? ConsumerKey { get; init; }

    /// <summary>What the rules found, the heaviest first.</summary>
    public ImmutableArray<EcaFinding> Findings { get; init; } = [];

    /// <summary>The checks that could not look.</summary>
    public ImmutableArray<EcaSkippedCheck> Skipped { get; init; } = [];

    /// <summary>All that the Connected App has and the External Client App's metadata does not carry.</summary>
    public ImmutableArray<MetadataLoss> Losses { get; init; } = [];

    /// <summary>The errors on the way.</summary>
    public ImmutableArray<ReportedProblem> Problems { get; init; } = [];

    /// <summary>An app as it was judged, before anything was tried: Blocked where the verdict says so, else NotAttempted.</summary>
    public static ReportedApp From(EcaAssessment assessment) => new()
    {
        Name = assessment.Name,
        Label = assessment.App.Label,
        Verdict = assessment.Verdict,
        Outcome = assessment.Verdict is Verdict.Blocked ? MigrationOutcome.Blocked : MigrationOutcome.NotAttempted,
        Findings = assessment.Findings,
        Skipped = assessment.Skipped,
    };
}
