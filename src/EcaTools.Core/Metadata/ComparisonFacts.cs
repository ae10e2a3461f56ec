using System.Collections.Frozen;
using System.Text.Json;
using EcaTools.Core.Documents;

namespace EcaTools.Core.Metadata;

/// <summary>
/// Which fields an org makes for itself, and what an element means that a record leaves out. It is data
/// (<c>Data/comparison.json</c>), because a release of Salesforce may change it.
/// </summary>
internal sealed class ComparisonFacts
{
    private static readonly Lazy<ComparisonFacts> Embedded = new(() =>
        EmbeddedData.Read("comparison.json", root => new ComparisonFacts(root))
    );

    private readonly FrozenSet<(string Type, string Path)> _orgSpecific;
    private readonly FrozenDictionary<(string Type, string Path), string> _defaults;

    private ComparisonFacts(JsonElement root)
    {
        _orgSpecific = root.GetProperty("orgSpecific")
            .EnumerateArray()
            .Select(field => (field.GetProperty("type").GetString()!, field.GetProperty("name").GetString()!))
            .ToFrozenSet();
        _defaults = root.GetProperty("defaults")
            .EnumerateArray()
            .SelectMany(type =>
                type.GetProperty("values")
                    .EnumerateObject()
                    .Select(value => ((type.GetProperty("type").GetString()!, value.Name), value.Value.GetString()!))
            )
            .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2);
    }

    /// <summary>The facts that EcaTools carries. Read once, at the first use.</summary>
    public static ComparisonFacts Default => Embedded.Value;

    /// <summary>The fields that an org makes for itself.</summary>
    public IEnumerable<(string Type, string Path)> OrgSpecific => _orgSpecific;

    /// <summary>What elements mean that a record leaves out.</summary>
    public IEnumerable<((string Type, string Path) Field, string Value)> Defaults =>
        _defaults.Select(pair => (pair.Key, pair.Value));

    /// <summary>Whether the field always differs between two orgs.</summary>
    public bool IsOrgSpecific(string type, string path) => _orgSpecific.Contains((type, path));

    /// <summary>Whether a value says no more than leaving the element out does.</summary>
    public bool IsDefault(string type, string path, string value) =>
        _defaults.TryGetValue((type, path), out string? known)
        && known.Equals(value, StringComparison.OrdinalIgnoreCase);
}
