using System.Globalization;

namespace EcaTools.Core.Linting.Scoring;

/// <summary>The points of one category of the rubric.</summary>
/// <param name="Name">The category.</param>
/// <param name="Points">The points that its criteria gave.</param>
/// <param name="Max">The points that they can give.</param>
public sealed record EcaScoreCategory(string Name, int Points, int Max)
{
    /// <summary>The category and its points, as <c>Security 25/30</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Points}/{Max}");
}
