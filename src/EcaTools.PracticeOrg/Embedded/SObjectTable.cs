using System.Collections.Frozen;
using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.Embedded;

/// <summary>The sObjects that this org knows, read from Data/sobjects.json.</summary>
internal static class SObjectTable
{
    private static readonly FrozenDictionary<string, SObjectDefinition> s_all = EmbeddedData
        .Json<ImmutableArray<Entry>>("sobjects.json")
        .Select(e => e.ToDefinition())
        .ToFrozenDictionary(d => d.Name, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<SObjectDefinition> All => s_all.Values.OrderBy(d => d.Name, StringComparer.Ordinal);

    public static SObjectDefinition? Find(string name, bool tooling) =>
        s_all.TryGetValue(name, out SObjectDefinition? found) && (tooling || !found.IsToolingOnly) ? found : null;

    private sealed record Entry(
        string Name,
        ImmutableArray<string> Ids,
        ImmutableArray<string> Strings,
        ImmutableArray<string> Booleans,
        ImmutableArray<string> Ints,
        ImmutableArray<string> Datetimes,
        ImmutableDictionary<string, string>? References,
        bool ToolingOnly = false,
        int? MaximumRows = null,
        int? MaximumReach = null,
        ImmutableArray<string> Requires = default,
        string? AllRowsNeed = null,
        string? WriteNeeds = null,
        ImmutableArray<string> Required = default,
        ImmutableArray<string> Createable = default,
        ImmutableArray<string> Updateable = default
    )
    {
        public SObjectDefinition ToDefinition() =>
            new(
                Name,
                [
                    new SObjectField("Id", "id"),
                    .. Of(Ids, "id"),
                    .. Of(Strings, "string"),
                    .. Of(Booleans, "boolean"),
                    .. Of(Ints, "int"),
                    .. Of(Datetimes, "datetime"),
                    .. (References ?? ImmutableDictionary<string, string>.Empty).Select(r => new SObjectField(
                        r.Key,
                        "reference",
                        r.Value
                    )),
                ]
            )
            {
                IsToolingOnly = ToolingOnly,
                MaximumRows = MaximumRows,
                MaximumReach = MaximumReach,
                Requires = OrNone(Requires),
                AllRowsNeed = AllRowsNeed,
                WriteNeeds = WriteNeeds,
                Required = OrNone(Required),
                Createable = OrNone(Createable),
                Updateable = OrNone(Updateable),
            };

        private static IEnumerable<SObjectField> Of(ImmutableArray<string> names, string type) =>
            OrNone(names).Select(n => new SObjectField(n, type));

        private static ImmutableArray<string> OrNone(ImmutableArray<string> names) => names.IsDefault ? [] : names;
    }
}
