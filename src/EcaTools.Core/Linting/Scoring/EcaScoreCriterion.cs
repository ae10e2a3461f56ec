namespace EcaTools.Core.Linting.Scoring;

/// <summary>One criterion of the rubric, and how an app stands to it.</summary>
/// <param name="Category">The category, such as <c>Security</c>.</param>
/// <param name="Title">What it asks for.</param>
/// <param name="Points">The points that it gave.</param>
/// <param name="Max">The points that it can give.</param>
/// <param name="Outcome">How the app stands to it.</param>
/// <param name="Reason">Why it gave nothing, or why it does not apply; empty where it is met.</param>
public sealed record EcaScoreCriterion(
    string Category,
    string Title,
    int Points,
    int Max,
    ScoreOutcome Outcome,
    string Reason
)
{
    /// <summary>What it asks for, and the points.</summary>
    public override string ToString() => FormattableString.Invariant($"{Title}: {Points} of {Max}");
}
