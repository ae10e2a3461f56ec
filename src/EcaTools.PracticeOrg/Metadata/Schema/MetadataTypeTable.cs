using System.Collections.Frozen;
using System.Collections.Immutable;
using EcaTools.PracticeOrg.Embedded;

namespace EcaTools.PracticeOrg.Metadata.Schema;

/// <summary>The metadata types that this org knows, read from Data/metadata-types.json.</summary>
internal sealed class MetadataTypeTable
{
    private static readonly Lazy<MetadataTypeTable> s_default = new(Load);

    private readonly FrozenDictionary<string, MetadataType> _types;
    private readonly FrozenDictionary<string, StructureDefinition> _structures;
    private readonly FrozenDictionary<string, EnumDefinition> _enums;

    private MetadataTypeTable(Document document)
    {
        All = [.. document.Types.OrderBy(t => t.Order)];
        _types = All.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);
        _structures = document.Structures.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);
        _enums = document.Enums.ToFrozenDictionary(e => e.Name, StringComparer.Ordinal);
    }

    public static MetadataTypeTable Default => s_default.Value;

    /// <summary>Every type, in the order in which a package's records are saved.</summary>
    public ImmutableArray<MetadataType> All { get; }

    public MetadataType this[string name] => _types[name];

    public MetadataType? Find(string name, int version) =>
        _types.TryGetValue(name, out MetadataType? type) && type.Exists(version) ? type : null;

    /// <summary>The types that package.xml and listMetadata mean by this name: one, or all org settings; none if it is
    /// unknown.</summary>
    public ImmutableArray<MetadataType> Listed(string listedAs, int version) =>
        [.. All.Where(t => t.ListedAs == listedAs && t.Exists(version))];

    /// <summary>The type of a file in a package.</summary>
    public MetadataType? FindFile(string directory, string file, int version) =>
        All.FirstOrDefault(t =>
            t.Directory == directory
            && t.Exists(version)
            && (
                t.ManifestName is null
                    ? file.EndsWith("." + t.Suffix, StringComparison.Ordinal)
                    : file == $"{t.ManifestName}.{t.Suffix}"
            )
        );

    public StructureDefinition? Structure(string name) => _structures.GetValueOrDefault(name);

    public EnumDefinition? Enum(string name) => _enums.GetValueOrDefault(name);

    private static MetadataTypeTable Load() => new(EmbeddedData.Json<Document>("metadata-types.json"));

    private sealed record Document(
        ImmutableArray<MetadataType> Types,
        ImmutableArray<StructureDefinition> Structures,
        ImmutableArray<EnumDefinition> Enums
    );
}
