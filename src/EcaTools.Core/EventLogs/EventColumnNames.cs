using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EcaTools.Core.EventLogs;

/// <summary>The names that event logs and queryable objects use for the same thing, from data.</summary>
internal sealed class EventColumnNames
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly Lazy<EventColumnNames> s_embedded = new(Load);
    private readonly FrozenDictionary<EventColumn, ImmutableArray<string>> _names;

    private EventColumnNames(Document document) =>
        _names = document.Columns.ToFrozenDictionary(fact => fact.Column, fact => fact.Names);

    /// <summary>The embedded table.</summary>
    public static EventColumnNames Default => s_embedded.Value;

    /// <summary>The names of a column, the preferred one first.</summary>
    public ImmutableArray<string> Of(EventColumn column) => _names[column];

    private static EventColumnNames Load()
    {
        using Stream stream =
            typeof(EventColumnNames).Assembly.GetManifestResourceStream("event-columns.json")
            ?? throw new InvalidOperationException("event-columns.json is not embedded.");
        return new EventColumnNames(JsonSerializer.Deserialize<Document>(stream, s_options)!);
    }

    private sealed record Document(ImmutableArray<ColumnFact> Columns);

    private sealed record ColumnFact(EventColumn Column, ImmutableArray<string> Names, string Source);
}
