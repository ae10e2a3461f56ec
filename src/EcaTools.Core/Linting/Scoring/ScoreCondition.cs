using System.Collections.Immutable;
using System.Text.RegularExpressions;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Linting.Scoring;

/// <summary>What a criterion of the rubric looks for in an element.</summary>
/// <param name="Type">The metadata type.</param>
/// <param name="Element">The element.</param>
/// <param name="Any">Values of which one must be there; any value will do where there are none.</param>
/// <param name="All">Values that must all be there.</param>
/// <param name="Matches">What the value must look like; null where any will do.</param>
internal sealed record ScoreCondition(
    string Type,
    string Element,
    ImmutableArray<string> Any,
    ImmutableArray<string> All,
    Regex? Matches
)
{
    /// <summary>Whether it holds in one of an app's files.</summary>
    public bool Holds(IEnumerable<LintedFile> app) =>
        app.Any(file => file.Type == Type && file[Element] is { } field && Holds(field));

    private bool Holds(MetadataField field)
    {
        string value = field.Value?.Trim() ?? "";
        string[] items = value.Split(',', StringSplitOptions.TrimEntries);
        return (Any.IsEmpty || items.Any(item => Any.Contains(item, StringComparer.OrdinalIgnoreCase)))
            && All.All(item => items.Contains(item, StringComparer.OrdinalIgnoreCase))
            && Matches?.IsMatch(value) != false;
    }
}
