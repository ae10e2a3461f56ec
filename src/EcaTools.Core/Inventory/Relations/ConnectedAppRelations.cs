using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Inventory.Relations;

/// <summary>
/// What the other records of an org or folder say about its Connected Apps, gathered before the apps are read. Names do
/// not differ by case.
/// </summary>
internal sealed class ConnectedAppRelations
{
    /// <summary>The object of the apps' settings that metadata does not have.</summary>
    public const string Settings = "ConnectedApplication";

    /// <summary>The type whose records name the apps that may ask for a scope.</summary>
    public const string CustomScope = "OauthCustomScope";

    /// <summary>The type whose records name the apps that a token exchange handler serves.</summary>
    public const string TokenExchangeHandler = "OauthTokenExchangeHandler";

    private readonly Dictionary<string, SortedSet<string>> _scopes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SortedDictionary<string, MetadataField>> _handlers = new(
        StringComparer.OrdinalIgnoreCase
    );
    private readonly Dictionary<string, List<MetadataField>> _settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<AppReference>> _references = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<UnreadPart> _unread = [];

    /// <summary>The fields of ConnectedApplication that are asked for, as the schema has them.</summary>
    public static ImmutableArray<string> SettingsFields { get; } =
    [.. MetadataSchema.Default.Find("ConnectedApplicationSettings")!.Elements.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds a record that may name apps; what custom scopes and token exchange handlers say of an app is kept
    /// too.</summary>
    public void Add(MetadataRecord record, string fullName)
    {
        foreach (
            string name in InventoryFacts
                .Default.References.Where(fact => fact.Type == record.Type)
                .SelectMany(fact => fact.Elements)
                .SelectMany(record.Values)
        )
        {
            if (name.Trim() is { Length: > 0 } app)
            {
                (_references.TryGetValue(app, out List<AppReference>? others) ? others : _references[app] = []).Add(
                    new AppReference(record.Type, fullName)
                );
            }
        }

        if (record.Type is not (CustomScope or TokenExchangeHandler))
        {
            return;
        }

        foreach (
            MetadataRecord app in record
                .Fields.Where(field => field.Name is "assignedTo" or "enablements")
                .Select(field => field.Group)
                .OfType<MetadataRecord>()
        )
        {
            if (app["connectedApp"]?.Trim() is not { Length: > 0 } name)
            {
                continue;
            }

            if (record.Type == CustomScope)
            {
                Of(_scopes, name).Add(fullName);
            }
            else
            {
                IEnumerable<MetadataField> fields = app
                    .Fields.Where(field => field.Name != "connectedApp")
                    .Prepend(new MetadataField("handler", fullName, Group: null));
                Of(_handlers, name)[fullName] = new MetadataField(
                    TokenExchangeHandler,
                    Value: null,
                    new MetadataRecord("ConnectedAppTokenExchange", [.. fields])
                );
            }
        }
    }

    /// <summary>Adds a row of ConnectedApplication. A null, a zero and a false say nothing: an app without the setting
    /// has them.</summary>
    public void Add(JsonElement row, string name)
    {
        ImmutableArray<MetadataField>.Builder fields = ImmutableArray.CreateBuilder<MetadataField>();
        foreach (string field in SettingsFields)
        {
            string? value;
            if (!row.TryGetProperty(field, out JsonElement json))
            {
                value = null;
            }
            else if (json.ValueKind is JsonValueKind.True)
            {
                value = "true";
            }
            else if (json.ValueKind is JsonValueKind.Number && json.TryGetDecimal(out decimal number) && number != 0)
            {
                value = number.ToString("0.##", CultureInfo.InvariantCulture);
            }
            else
            {
                value = null;
            }

            if (value is not null)
            {
                fields.Add(new MetadataField(field, value, Group: null));
            }
        }

        Of(_settings, name)
            .Add(
                new MetadataField(
                    Settings,
                    Value: null,
                    new MetadataRecord("ConnectedApplicationSettings", fields.ToImmutable())
                )
            );
    }

    /// <summary>Notes something that could not be read: it may be about any app.</summary>
    public void AddUnread(string type, string reason) => AddUnread(new UnreadPart(type, reason));

    /// <summary>Notes something that could not be read: it may be about any app.</summary>
    public void AddUnread(UnreadPart part) => _unread.Add(part);

    /// <summary>An app with what is known of it.</summary>
    /// <param name="app">The app.</param>
    /// <param name="settingsName">The name of its row in ConnectedApplication; null where there are no rows.</param>
    public ConnectedApp Complete(ConnectedApp app, string? settingsName = null)
    {
        List<MetadataField> rows =
            settingsName is not null && _settings.TryGetValue(settingsName, out List<MetadataField>? found)
                ? found
                : [];
        ImmutableArray<MetadataField> fields =
        [
            .. rows.Count == 1 && rows[0].Group is { Fields.IsEmpty: false } ? rows : [],
            .. _scopes.TryGetValue(app.Name, out SortedSet<string>? names)
                ? names.Select(name => new MetadataField(CustomScope, name, Group: null))
                : [],
            .. _handlers.TryGetValue(app.Name, out SortedDictionary<string, MetadataField>? enablements)
                ? [.. enablements.Values]
                : Array.Empty<MetadataField>(),
        ];
        IEnumerable<UnreadPart> ambiguous =
            rows.Count > 1
                ?
                [
                    new UnreadPart(
                        Settings,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The org has {rows.Count} records named '{settingsName}', and it can't be "
                                + $"determined which is the app's."
                        )
                    ),
                ]
                : [];
        return app with
        {
            Related = fields.IsEmpty ? app.Related : new MetadataRecord(ConnectedApp.RelatedType, fields),
            References = _references.TryGetValue(app.Name, out List<AppReference>? named)
                ?
                [
                    .. named
                        .Distinct()
                        .OrderBy(reference => reference.Type, StringComparer.Ordinal)
                        .ThenBy(reference => reference.FullName, StringComparer.Ordinal),
                ]
                : [],
            NotRead = [.. _unread, .. ambiguous],
        };
    }

    private static SortedSet<string> Of(Dictionary<string, SortedSet<string>> all, string name) =>
        all.TryGetValue(name, out SortedSet<string>? one)
            ? one
            : all[name] = new SortedSet<string>(StringComparer.Ordinal);

    private static SortedDictionary<string, MetadataField> Of(
        Dictionary<string, SortedDictionary<string, MetadataField>> all,
        string name
    ) =>
        all.TryGetValue(name, out SortedDictionary<string, MetadataField>? one)
            ? one
            : all[name] = new SortedDictionary<string, MetadataField>(StringComparer.Ordinal);

    private static List<MetadataField> Of(Dictionary<string, List<MetadataField>> all, string name) =>
        all.TryGetValue(name, out List<MetadataField>? one) ? one : all[name] = [];
}
