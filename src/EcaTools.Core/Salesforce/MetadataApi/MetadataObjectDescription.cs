using System.Collections.Immutable;

namespace EcaTools.Core.Salesforce.MetadataApi;

/// <summary>A metadata type as the org describes it.</summary>
/// <param name="XmlName">The type's name.</param>
/// <param name="DirectoryName">The folder in a zip.</param>
/// <param name="Suffix">The file's ending, without the dot; null for a type without one.</param>
/// <param name="InFolder">Whether its components live in folders.</param>
/// <param name="MetaFile">Whether each file has a -meta.xml next to it in a zip.</param>
/// <param name="ChildXmlNames">The types of its children.</param>
public sealed record MetadataObjectDescription(
    string XmlName,
    string DirectoryName,
    string? Suffix,
    bool InFolder,
    bool MetaFile,
    ImmutableArray<string> ChildXmlNames
);
