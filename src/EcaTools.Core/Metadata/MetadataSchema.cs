using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Documents;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Metadata;

/// <summary>
/// The metadata types that a migration meets, with their elements and enums by API version. It is data
/// (<c>Data/metadata-schema.json</c>), because a release of Salesforce may change it.
/// </summary>
public sealed class MetadataSchema
{
    /// <summary>The namespace of every metadata file (Metadata API WSDL).</summary>
    public const string XmlNamespace = "http://soap.sforce.com/2006/04/metadata";

    private static readonly Lazy<MetadataSchema> Embedded = new(() =>
        EmbeddedData.Read("metadata-schema.json", root => new MetadataSchema(root))
    );

    private readonly FrozenDictionary<string, MetadataType> _types;
    private readonly FrozenDictionary<string, MetadataEnumeration> _enums;
    private readonly FrozenDictionary<string, MetadataType> _bySuffix;

    private MetadataSchema(JsonElement root)
    {
        First = new ApiVersion(root.GetProperty("firstVersion").GetInt32());
        Last = new ApiVersion(root.GetProperty("lastVersion").GetInt32());
        DefaultVersion = new ApiVersion(root.GetProperty("defaultVersion").GetInt32());
        _types = root.GetProperty("types")
            .EnumerateArray()
            .Select(ReadType)
            .ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
        _enums = root.GetProperty("enums")
            .EnumerateArray()
            .Select(ReadEnum)
            .ToFrozenDictionary(values => values.Name, StringComparer.Ordinal);
        _bySuffix = _types
            .Values.Where(type => type.HasFiles)
            .ToFrozenDictionary(type => type.Suffix!, StringComparer.Ordinal);
        SecretNames = _types
            .Values.SelectMany(type => type.Elements.Values)
            .Where(element => element.IsSecret)
            .Select(element => element.Name)
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The schema that EcaTools carries. Read once, at the first use.</summary>
    public static MetadataSchema Default => Embedded.Value;

    /// <summary>The oldest API version that the schema describes.</summary>
    public ApiVersion First { get; }

    /// <summary>The newest API version that the schema describes.</summary>
    public ApiVersion Last { get; }

    /// <summary>The API version to write for where nobody says another.</summary>
    public ApiVersion DefaultVersion { get; }

    /// <summary>All types, those of groups included.</summary>
    public ImmutableArray<MetadataType> Types => _types.Values;

    /// <summary>The names of all elements that hold a secret in any type.</summary>
    internal FrozenSet<string> SecretNames { get; }

    /// <summary>The type of that name; null where the schema does not know it.</summary>
    public MetadataType? Find(string type) => _types.GetValueOrDefault(type);

    /// <summary>The enum of that name; null where the schema does not know it.</summary>
    public MetadataEnumeration? FindEnum(string name) => _enums.GetValueOrDefault(name);

    /// <summary>The type whose files have that suffix (<c>ecaOauth</c>); null where the schema does not know
    /// it.</summary>
    public MetadataType? OfSuffix(string suffix) => _bySuffix.GetValueOrDefault(suffix);

    /// <summary>
    /// The element at a path from a type, such as <c>idTokenConfig.idTokenAudience</c> from
    /// <c>ExtlClntAppGlobalOauthSettings</c>, in any API version; null where the schema does not know it.
    /// </summary>
    public MetadataElement? Element(string type, string path)
    {
        MetadataElement? element = null;
        foreach (string name in path.Split('.'))
        {
            element = Find(element?.Type ?? type)?.Elements.GetValueOrDefault(name);
            if (element is null)
            {
                return null;
            }
        }

        return element;
    }

    private static MetadataType ReadType(JsonElement json) =>
        new(
            Text(json, "name")!,
            json.GetProperty("elements")
                .EnumerateArray()
                .Select(ReadElement)
                .ToFrozenDictionary(element => element.Name, StringComparer.Ordinal),
            Text(json, "source")!
        )
        {
            Directory = Text(json, "directory"),
            Suffix = Text(json, "suffix"),
            First = Version(json, "first"),
            Last = Version(json, "last"),
            IsOpen = Flag(json, "open"),
        };

    private static MetadataElement ReadElement(JsonElement json) =>
        new(Text(json, "name")!, Text(json, "type")!, Version(json, "first")!.Value, Version(json, "last"))
        {
            IsRequired = Flag(json, "required"),
            IsRepeated = Flag(json, "repeated"),
            IsList = Flag(json, "list"),
            IsSecret = Flag(json, "secret"),
            Max = Number(json, "max"),
            Minimum = Number(json, "least"),
            Maximum = Number(json, "most"),
            Source = Text(json, "source"),
        };

    private static MetadataEnumeration ReadEnum(JsonElement json) =>
        new(
            Text(json, "name")!,
            Flag(json, "open"),
            [
                .. json.GetProperty("values")
                    .EnumerateArray()
                    .Select(value =>
                        value.ValueKind is JsonValueKind.String
                            ? new MetadataEnumValue(value.GetString()!, First: null)
                            : new MetadataEnumValue(Text(value, "name")!, Version(value, "first"))
                    ),
            ],
            Text(json, "source")!
        );

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static int? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : null;

    private static bool Flag(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.GetBoolean();

    private static ApiVersion? Version(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) ? new ApiVersion(value.GetInt32()) : null;
}
