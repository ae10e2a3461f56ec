using System.Collections.Immutable;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.Metadata.Schema;

/// <summary>A metadata type: where its files live, since when, and what they hold.</summary>
/// <param name="Name">The type's name and its files' root element.</param>
/// <param name="Elements">Its elements, in alphabetical order.</param>
/// <param name="Directory">The folder in a package.</param>
/// <param name="Suffix">The files' extension, without the dot.</param>
/// <param name="Order">When its records are saved within one package: what others point at comes first.</param>
/// <param name="IdPrefix">The first three characters of its records' ids.</param>
/// <param name="Since">The first API version that has the type; 0 if it is older than the org's lowest.</param>
/// <param name="ManifestType">The name in package.xml and in lists, where it is not the type's own (org settings are
/// 'Settings').</param>
/// <param name="ManifestName">The only record's name, for org settings.</param>
/// <param name="Until">The last API version that has the type; null if it is still there.</param>
/// <param name="ReadOnly">Whether this org lists and reads it only.</param>
/// <param name="MetaFile">Whether its records stand in a file next to their content, which this org does not
/// hold.</param>
internal sealed record MetadataType(
    string Name,
    ImmutableArray<ElementDefinition> Elements,
    string Directory,
    string Suffix,
    int Order,
    string IdPrefix,
    int Since = 0,
    string? ManifestType = null,
    string? ManifestName = null,
    int? Until = null,
    bool ReadOnly = false,
    bool MetaFile = false
) : StructureDefinition(Name, Elements)
{
    /// <summary>The name in package.xml and in lists.</summary>
    public string ListedAs => ManifestType ?? Name;

    /// <summary>Whether it is a part of an ECA; a custom permission may name one and lives without it.</summary>
    public bool IsSatellite { get; } = Elements.Any(e => e is { Name: "externalClientApplication", Required: true });

    public bool Exists(int version) => Since <= version && version <= (Until ?? ApiVersions.Highest);

    public string FileName(string fullName) => $"{Directory}/{fullName}.{Suffix}{(MetaFile ? "-meta.xml" : "")}";
}
