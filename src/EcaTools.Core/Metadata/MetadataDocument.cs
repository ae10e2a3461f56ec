using System.Collections.Immutable;

namespace EcaTools.Core.Metadata;

/// <summary>What a metadata file or a response of the Metadata API holds.</summary>
/// <param name="Record">The record; its type is the metadata type that the root names.</param>
/// <param name="FullName">The text of the root's <c>fullName</c>; null where it has none, as in most files.</param>
/// <param name="UnknownElements">The elements that no API version of the schema has. They are kept in the
/// record.</param>
public sealed record MetadataDocument(
    MetadataRecord Record,
    string? FullName,
    ImmutableArray<UnknownElement> UnknownElements
)
{
    /// <summary>The metadata type.</summary>
    public string Type => Record.Type;
}
