using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using EcaTools.Core.Documents;

namespace EcaTools.Core.Linting.Scoring;

/// <summary>The rubric of 120 points, read from data (<c>Data/score-rubric.json</c>). Immutable; may be shared by
/// threads.</summary>
internal sealed class ScoreRubric
{
    private static readonly Lazy<ScoreRubric> Embedded = new(() =>
        EmbeddedData.Read("score-rubric.json", root => new ScoreRubric(root))
    );

    private ScoreRubric(JsonElement root)
    {
        Source = root.GetProperty("source").GetString()!;
        Ratings =
        [
            .. root.GetProperty("ratings")
                .EnumerateArray()
                .Select(rating => (rating.GetProperty("from").GetInt32(), rating.GetProperty("name").GetString()!)),
        ];
        Criteria =
        [
            .. root.GetProperty("categories")
                .EnumerateArray()
                .SelectMany(category =>
                    category
                        .GetProperty("criteria")
                        .EnumerateArray()
                        .Select(criterion => Read(category.GetProperty("name").GetString()!, criterion))
                ),
        ];
    }

    /// <summary>The rubric that EcaTools brings. Loaded once, when first asked for.</summary>
    public static ScoreRubric Default => Embedded.Value;

    /// <summary>Where it comes from.</summary>
    public string Source { get; }

    /// <summary>The ratings with the points from which they are given, highest first.</summary>
    public ImmutableArray<(int From, string Name)> Ratings { get; }

    /// <summary>The criteria.</summary>
    public ImmutableArray<ScoreCriterion> Criteria { get; }

    /// <summary>The elements that its conditions look at.</summary>
    public IEnumerable<ScoreCondition> Conditions =>
        Criteria.SelectMany(criterion =>
            criterion.Applies.Concat(criterion.Met).Concat(criterion.Unmet is { } unmet ? [unmet] : [])
        );

    private static ScoreCriterion Read(string category, JsonElement json) =>
        new(category, json.GetProperty("title").GetString()!, json.GetProperty("points").GetInt32())
        {
            Reading = json.TryGetProperty("reading", out JsonElement reading) ? reading.GetString()! : "",
            Needs = Texts(json, "needs"),
            Rules = Texts(json, "rules"),
            Applies = ReadConditions(json, "applies"),
            Met = ReadConditions(json, "met"),
            Unmet = json.TryGetProperty("unmet", out JsonElement unmet) ? ReadCondition(unmet) : null,
        };

    private static ImmutableArray<ScoreCondition> ReadConditions(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement conditions)
            ? [.. conditions.EnumerateArray().Select(ReadCondition)]
            : [];

    private static ScoreCondition ReadCondition(JsonElement json) =>
        new(
            json.GetProperty("type").GetString()!,
            json.GetProperty("element").GetString()!,
            Texts(json, "any"),
            Texts(json, "all"),
            json.TryGetProperty("matches", out JsonElement pattern)
                ? new Regex(pattern.GetString()!, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)
                : null
        );

    private static ImmutableArray<string> Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement items)
            ? [.. items.EnumerateArray().Select(item => item.GetString()!)]
            : [];
}
