using System.Collections.Immutable;

namespace EcaTools.Core.Linting.Scoring;

/// <summary>The points of one External Client App by the 120-point rubric of the public sf-skills collection.</summary>
/// <param name="Name">The app's full name.</param>
/// <param name="Path">The app's own file, as a full path.</param>
/// <param name="Points">The points, of <see cref="Max"/>.</param>
/// <param name="Rating">What the rubric makes of them: <c>Deploy</c> (80 and more), <c>Review</c> (54 and more) or
/// <c>Block</c>.</param>
/// <param name="Criteria">Every criterion, in the order of the rubric.</param>
public sealed record EcaScore(
    string Name,
    string Path,
    int Points,
    string Rating,
    [property: FlatJson] ImmutableArray<EcaScoreCriterion> Criteria
)
{
    /// <summary>The points that can be had.</summary>
    public int Max => Criteria.Sum(criterion => criterion.Max);

    /// <summary>The points of criteria that could not be judged: they are missing from <see cref="Points"/> without
    /// anything being wrong.</summary>
    public int Skipped =>
        Criteria.Where(criterion => criterion.Outcome == ScoreOutcome.Skipped).Sum(criterion => criterion.Max);

    /// <summary>The points by category, in the order of the rubric.</summary>
    [FlatJson]
    public ImmutableArray<EcaScoreCategory> Categories =>
        [
            .. Criteria
                .GroupBy(criterion => criterion.Category, StringComparer.Ordinal)
                .Select(category => new EcaScoreCategory(
                    category.Key,
                    category.Sum(criterion => criterion.Points),
                    category.Sum(criterion => criterion.Max)
                )),
        ];

    /// <summary>The app and its points.</summary>
    public override string ToString() => FormattableString.Invariant($"{Name}: {Points}");
}
