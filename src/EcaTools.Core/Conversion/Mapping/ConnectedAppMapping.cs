using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using EcaTools.Core.Documents;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>Where every element of ConnectedApp goes, from <c>Data/connectedapp-mapping.json</c>.</summary>
internal sealed class ConnectedAppMapping
{
    private static readonly Lazy<ConnectedAppMapping> Embedded = new(() =>
        EmbeddedData.Read("connectedapp-mapping.json", root => new ConnectedAppMapping(root))
    );

    private readonly FrozenDictionary<string, FieldMapping> _byPath;

    private ConnectedAppMapping(JsonElement root)
    {
        string source = root.GetProperty("source").GetString()!;
        Records =
        [
            .. root.GetProperty("records")
                .EnumerateArray()
                .Select(json => new RecordMapping(
                    MetadataSchema.Default.Find(Text(json, "type")!)!,
                    Text(json, "name")!
                )
                {
                    Needs = json.TryGetProperty("needs", out JsonElement needs)
                        ? [.. needs.EnumerateArray().Select(path => path.GetString()!)]
                        : [],
                    NeedsOne = json.TryGetProperty("needsOne", out JsonElement one)
                        ? [.. one.EnumerateArray().Select(path => path.GetString()!)]
                        : [],
                    Since = json.TryGetProperty("first", out JsonElement first)
                        ? new ApiVersion(first.GetInt32())
                        : null,
                    Without = Text(json, "without") ?? "",
                    Switch = Text(json, "switch") is { } plugin ? TargetElement.Parse(plugin) : null,
                }),
        ];
        Constants =
        [
            .. root.GetProperty("constants")
                .EnumerateArray()
                .Select(json => (TargetElement.Parse(Text(json, "to")!), Text(json, "value")!)),
        ];
        Fields = [.. root.GetProperty("fields").EnumerateArray().Select(json => ReadField(json, source))];
        _byPath = Fields.ToFrozenDictionary(field => field.From, StringComparer.Ordinal);
    }

    /// <summary>The mapping that EcaTools carries. Read once, at the first use.</summary>
    public static ConnectedAppMapping Default => Embedded.Value;

    /// <summary>The records that an app becomes, the app itself first.</summary>
    public ImmutableArray<RecordMapping> Records { get; }

    /// <summary>What every app has where nothing in the source says otherwise.</summary>
    public ImmutableArray<(TargetElement To, string Value)> Constants { get; }

    /// <summary>The rows.</summary>
    public ImmutableArray<FieldMapping> Fields { get; }

    /// <summary>The row of exactly that path; null where there is none.</summary>
    public FieldMapping? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>The element of ConnectedApp, or of what other records say of it, at a path; null where the schema has
    /// none.</summary>
    public static MetadataElement? SourceOf(string path) =>
        MetadataSchema.Default.Element("ConnectedApp", path)
        ?? MetadataSchema.Default.Element(ConnectedApp.RelatedType, path);

    private static FieldMapping ReadField(JsonElement json, string source)
    {
        ImmutableArray<TargetElement> to;
        if (!json.TryGetProperty("to", out JsonElement target))
        {
            to = [];
        }
        else if (target.ValueKind is JsonValueKind.Array)
        {
            to = [.. target.EnumerateArray().Select(one => TargetElement.Parse(one.GetString()!))];
        }
        else
        {
            to = [TargetElement.Parse(target.GetString()!)];
        }

        FrozenDictionary<string, string>? group = Words(json, "group", StringComparer.Ordinal);
        FieldTransform transform;
        if (to.IsEmpty)
        {
            transform = FieldTransform.None;
        }
        else if (group is not null)
        {
            transform = FieldTransform.Group;
        }
        else if (Text(json, "transform") is { } name)
        {
            transform = Enum.Parse<FieldTransform>(name, ignoreCase: true);
        }
        else
        {
            transform = FieldTransform.Copy;
        }

        return new FieldMapping(Text(json, "from")!, transform, Text(json, "source") ?? source)
        {
            To = to,
            OrTo = Text(json, "orTo") is { } other ? TargetElement.Parse(other) : null,
            Also = Words(json, "also", StringComparer.Ordinal) is { } also
                ? [.. also.Select(pair => (TargetElement.Parse(pair.Key), pair.Value))]
                : [],
            Values = Words(json, "values", StringComparer.OrdinalIgnoreCase),
            GroupFields = group,
            Separator = Text(json, "separator") ?? ",",
            ItemPattern = Text(json, "itemPattern") is { } pattern
                ? new Regex(pattern, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)
                : null,
            AreItemsPermissionSets = Text(json, "names") is "permissionSets",
            IsNote = json.TryGetProperty("note", out JsonElement note) && note.GetBoolean(),
            Default = Text(json, "default"),
            Absent = Text(json, "absent"),
            IsBoolean = SourceOf(Text(json, "from")!) is { Type: "boolean" },
            Reason = Text(json, "reason") ?? Text(json, "itemReason") ?? "",
            Action = Text(json, "action") ?? Text(json, "itemAction") ?? "",
        };
    }

    private static FrozenDictionary<string, string>? Words(JsonElement json, string name, StringComparer comparer) =>
        json.TryGetProperty(name, out JsonElement words)
            ? words.EnumerateObject().ToFrozenDictionary(word => word.Name, word => word.Value.GetString()!, comparer)
            : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
