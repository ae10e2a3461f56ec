using System.Collections.Immutable;

namespace EcaTools.Core.Linting.Scoring;

/// <summary>One criterion of the rubric, as its data says it.</summary>
/// <param name="Category">The category.</param>
/// <param name="Title">What it asks for.</param>
/// <param name="Points">The points that it gives.</param>
internal sealed record ScoreCriterion(string Category, string Title, int Points)
{
    /// <summary>How it is read where the rubric leaves it open; empty where it does not.</summary>
    public string Reading { get; init; } = "";

    /// <summary>The types without which nothing can be known.</summary>
    public ImmutableArray<string> Needs { get; init; } = [];

    /// <summary>The lint rules of which a finding means that it is not met.</summary>
    public ImmutableArray<string> Rules { get; init; } = [];

    /// <summary>It applies where one of these holds, and always where there are none.</summary>
    public ImmutableArray<ScoreCondition> Applies { get; init; } = [];

    /// <summary>One of these must hold, where there are any.</summary>
    public ImmutableArray<ScoreCondition> Met { get; init; } = [];

    /// <summary>This must not hold; null where there is nothing of the kind.</summary>
    public ScoreCondition? Unmet { get; init; }
}
