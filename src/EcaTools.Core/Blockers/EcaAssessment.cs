using System.Collections.Immutable;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Blockers;

/// <summary>A Connected App and what stands in the way of its move.</summary>
/// <param name="App">The app.</param>
/// <param name="Verdict">The sum of it.</param>
/// <param name="Findings">What the rules found, the heaviest first.</param>
/// <param name="Skipped">The checks that could not look, each with its reason. A skipped check is not a pass.</param>
/// <param name="ApiVersion">The API version of the org that the app would move in: what blocks below it may not block above.</param>
public sealed record EcaAssessment(
    ConnectedApp App,
    Verdict Verdict,
    ImmutableArray<EcaFinding> Findings,
    ImmutableArray<EcaSkippedCheck> Skipped,
    ApiVersion ApiVersion)
{
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

    /// <summary>The title of the heaviest finding; null where there is none.</summary>
    public string? FirstFinding => Findings.IsEmpty ? null : Findings[0].Title;
}
