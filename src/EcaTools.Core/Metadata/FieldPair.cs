using System.Collections.Immutable;

namespace EcaTools.Core.Metadata;

/// <summary>One field as it stands in two records.</summary>
/// <param name="Path">The field's path, such as <c>idTokenConfig.idTokenAudience</c>.</param>
/// <param name="Left">The elements of the left record; several where it repeats, none where it has none.</param>
/// <param name="Right">Those of the right record.</param>
/// <param name="LeftMeaning">What the left elements mean: equal meanings are equal texts, and an empty element means
/// nothing.</param>
/// <param name="RightMeaning">What the right elements mean.</param>
internal sealed record FieldPair(
    string Path,
    ImmutableArray<MetadataField> Left,
    ImmutableArray<MetadataField> Right,
    ImmutableArray<string> LeftMeaning,
    ImmutableArray<string> RightMeaning
)
{
    /// <summary>Whether both mean the same.</summary>
    public bool IsEqual => LeftMeaning.SequenceEqual(RightMeaning, StringComparer.Ordinal);
}
