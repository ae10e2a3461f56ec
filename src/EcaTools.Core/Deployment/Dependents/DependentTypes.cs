using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Projects;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>The types of dependents. It is data (<c>Data/dependents.json</c>), because a release of Salesforce may
/// change it.</summary>
internal sealed class DependentTypes
{
    private static readonly Lazy<DependentTypes> s_embedded = new(Read);

    private readonly FrozenDictionary<string, DependentType> _bySuffix;

    private DependentTypes(JsonElement root)
    {
        Secrets = Names(root, "secrets");
        Certificates = Names(root, "certificates");
        _bySuffix = root.GetProperty("types")
            .EnumerateArray()
            .Select(type => new DependentType(
                type.GetProperty("name").GetString()!,
                type.GetProperty("directory").GetString()!,
                type.GetProperty("suffix").GetString()!,
                type.GetProperty("order").GetInt32(),
                type.TryGetProperty("references", out JsonElement references) ? References(references) : []
            )
            {
                IsReplaced = !type.TryGetProperty("isAddedTo", out JsonElement added) || !added.GetBoolean(),
            })
            .ToFrozenDictionary(type => type.Suffix, StringComparer.Ordinal);
    }

    /// <summary>The types that EcaTools carries. Read once, at the first use.</summary>
    public static DependentTypes Default => s_embedded.Value;

    /// <summary>The elements that an org takes and never gives back.</summary>
    public FrozenSet<string> Secrets { get; }

    /// <summary>The elements that name a signing certificate.</summary>
    public FrozenSet<string> Certificates { get; }

    /// <summary>The type and full name of a file by its name; null if it is of none of the types.</summary>
    public (DependentType Type, string FullName)? OfFile(string path)
    {
        string name = Path.GetFileName(path);
        name = name.EndsWith(ProjectLayout.SourceSuffix, StringComparison.Ordinal)
            ? name[..^ProjectLayout.SourceSuffix.Length]
            : name;
        int dot = name.LastIndexOf('.');
        return dot > 0 && _bySuffix.TryGetValue(name[(dot + 1)..], out DependentType? type)
            ? (type, Uri.UnescapeDataString(name[..dot]))
            : null;
    }

    private static FrozenSet<string> Names(JsonElement root, string name) =>
        root.GetProperty(name)
            .EnumerateArray()
            .Select(element => element.GetString()!)
            .ToFrozenSet(StringComparer.Ordinal);

    private static ImmutableArray<DependentReference> References(JsonElement references) =>
        [
            .. references
                .EnumerateArray()
                .Select(reference => new DependentReference(
                    reference.GetProperty("element").GetString()!,
                    reference.GetProperty("type").GetString()!,
                    reference.TryGetProperty("upTo", out JsonElement mark) ? mark.GetString() : null
                )),
        ];

    private static DependentTypes Read()
    {
        using Stream stream =
            typeof(DependentTypes).Assembly.GetManifestResourceStream("dependents.json")
            ?? throw new InvalidOperationException("The assembly lacks its resource dependents.json.");
        using JsonDocument document = JsonDocument.Parse(stream);
        return new DependentTypes(document.RootElement);
    }
}
