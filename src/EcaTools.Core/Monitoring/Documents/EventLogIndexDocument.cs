using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EcaTools.Core.Monitoring.Measures;

namespace EcaTools.Core.Monitoring.Documents;

/// <summary>The index of a folder of downloaded event logs as JSON:
/// <c>docs/schemas/event-log-index.schema.json</c> is its schema.</summary>
internal sealed record EventLogIndexDocument
{
    /// <summary>Where the schema is.</summary>
    public const string SchemaUri =
        "https://raw.githubusercontent.com/EcaTools/EcaTools/main/docs/schemas/event-log-index.schema.json";

    /// <summary>The version that this code reads and writes.</summary>
    public const int CurrentVersion = 1;

    [JsonPropertyName("$schema")]
    public string Schema { get; init; } = SchemaUri;

    public int FormatVersion { get; init; }

    /// <summary>The id of the org with 15 characters.</summary>
    public string OrgId { get; init; } = "";

    public ImmutableArray<SourceListing> Listings { get; init; } = [];

    /// <summary>The files by their names.</summary>
    public ImmutableSortedDictionary<string, EventLogIndexEntry> Files { get; init; } =
        ImmutableSortedDictionary<string, EventLogIndexEntry>.Empty.WithComparers(StringComparer.Ordinal);
}
