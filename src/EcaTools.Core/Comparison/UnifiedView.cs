using System.Collections.Immutable;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Comparison;

/// <summary>Shows a comparison as a unified diff does: one side by lines with -, the other by lines with +. Lists are
/// shown item by item.</summary>
public static class UnifiedView
{
    /// <summary>The lines for one app; none where nothing is to be shown.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="withEqual">Whether fields that are equal are shown too, after a space.</param>
    public static IEnumerable<string> Lines(EcaComparison comparison, bool withEqual)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ImmutableArray<EcaDifference> shown = withEqual ? comparison.Fields : [.. comparison.Differences];
        if (shown.IsEmpty)
        {
            yield break;
        }

        yield return $"--- {shown[0].ReferenceSource}/{comparison.Name}";
        yield return $"+++ {shown[0].DifferenceSource}/{comparison.Name}";
        foreach (
            IGrouping<(string Type, string FullName), EcaDifference> record in shown.GroupBy(field =>
                (field.Type, field.FullName)
            )
        )
        {
            yield return $"@@ {record.Key.Type} {record.Key.FullName} @@";
            foreach (string line in record.SelectMany(field => Lines(field, withEqual)))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Lines(EcaDifference field, bool withEqual)
    {
        if (field.Field.Length == 0)
        {
            return [field.Kind == EcaDifferenceKind.OnlyInReference ? "-(the whole record)" : "+(the whole record)"];
        }

        MetadataElement? element = MetadataSchema.Default.Element(field.Type, field.Field);
        char? separator;
        if (element is { IsList: true })
        {
            separator = ',';
        }
        else if (field.Field == "callbackUrl")
        {
            separator = '\n';
        }
        else if (element is { IsRepeated: true })
        {
            separator = ';';
        }
        else
        {
            separator = null;
        }

        if (separator is { } between)
        {
            return Items(field, between, withEqual);
        }

        return field.Kind == EcaDifferenceKind.Equal
            ? Value(' ', field, field.Reference ?? field.Difference)
            : [.. Value('-', field, field.Reference), .. Value('+', field, field.Difference)];
    }

    /// <summary>The items that one side has and the other does not; their order means nothing.</summary>
    private static IEnumerable<string> Items(EcaDifference field, char separator, bool withEqual)
    {
        bool isEqual = field.Kind == EcaDifferenceKind.Equal;
        string[] reference = Split(isEqual ? field.Reference ?? field.Difference : field.Reference);
        string[] difference = isEqual ? reference : Split(field.Difference);
        IEnumerable<string> lines = reference
            .Union(difference, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(item =>
                (
                    reference.Contains(item, StringComparer.Ordinal),
                    difference.Contains(item, StringComparer.Ordinal)
                ) switch
                {
                    (true, false) => $"-  {item}",
                    (false, true) => $"+  {item}",
                    _ => withEqual ? $"   {item}" : "",
                }
            )
            .Where(line => line.Length > 0);
        return lines.Prepend($" {field.Field}:");

        string[] Split(string? text) =>
            (text ?? "").Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<string> Value(char mark, EcaDifference field, string? value)
    {
        string[] lines = value?.Split('\n') ?? [];
        return lines.Length <= 1
            ? lines.Select(line => $"{mark}{field.Field}: {line}")
            : lines.Select(line => $"{mark}  {line}").Prepend($"{mark}{field.Field}:");
    }
}
