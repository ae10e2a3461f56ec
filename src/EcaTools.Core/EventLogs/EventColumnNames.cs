using System.Collections.Frozen;
using System.Collections.Immutable;
using EcaTools.Core.Documents;

namespace EcaTools.Core.EventLogs;

/// <summary>The names that event logs and queryable objects use for the same thing, from data.</summary>
internal sealed class EventColumnNames
{
    private static readonly Lazy<EventColumnNames> s_embedded = new(() =>
        new EventColumnNames(EmbeddedData.Read<Document>("event-columns.json"))
    );
    private readonly FrozenDictionary<EventColumn, ImmutableArray<string>> _names;

    private EventColumnNames(Document document) =>
        _names = document.Columns.ToFrozenDictionary(fact => fact.Column, fact => fact.Names);

    /// <summary>The embedded table.</summary>
    public static EventColumnNames Default => s_embedded.Value;

    /// <summary>The names of a column, the preferred one first.</summary>
    public ImmutableArray<string> Of(EventColumn column) => _names[column];

    private sealed record Document(ImmutableArray<ColumnFact> Columns);

    private sealed record ColumnFact(EventColumn Column, ImmutableArray<string> Names, string Source);
}
