namespace EcaTools.Core.Metadata;

/// <summary>One element of a metadata record: a leaf with a value, or a group with fields of its own.</summary>
/// <param name="Name">The element's local name.</param>
/// <param name="Value">The text of a leaf; null for a group. A secret is never kept here: see
/// <see cref="IsSecret"/>.</param>
/// <param name="Group">The fields of a group; null for a leaf.</param>
/// <param name="Line">The line in the source file, from 1; 0 where there is no file.</param>
public sealed record MetadataField(string Name, string? Value, [property: FlatJson] MetadataRecord? Group, int Line = 0)
{
    /// <summary>What stands in <see cref="Value"/> in place of a secret.</summary>
    public const string SecretMask = "********";

    /// <summary>Whether the source held a secret here, whose value was masked as it was read.</summary>
    public bool IsSecret { get; init; }
}
