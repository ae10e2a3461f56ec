using System.Globalization;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>An element of the Connected App on its way to a target.</summary>
/// <param name="Path">What people call it: the path, with an index where elements repeat
/// (<c>ipRanges[0].start</c>).</param>
/// <param name="Order">Its place in the source; -1 for what concerns the app as a whole.</param>
/// <param name="Field">The element.</param>
internal sealed record SourceElement(string Path, int Order, MetadataField Field)
{
    /// <summary>The text; empty for a group.</summary>
    public string Value => Field.Value ?? "";

    /// <summary>Whether it stands for what an absent element means: the source does not have it, so it can't be
    /// lost.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The elements of a group; one that stands there again has an index.</summary>
    public IEnumerable<SourceElement> Children()
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        foreach (MetadataField field in Field.Group?.Fields ?? [])
        {
            int index = seen.GetValueOrDefault(field.Name);
            seen[field.Name] = index + 1;
            yield return new SourceElement(
                index == 0
                    ? $"{Path}.{field.Name}"
                    : string.Create(CultureInfo.InvariantCulture, $"{Path}.{field.Name}[{index}]"),
                Order,
                field
            );
        }
    }
}
