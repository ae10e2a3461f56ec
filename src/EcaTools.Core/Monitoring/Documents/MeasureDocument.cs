using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EcaTools.Core.Monitoring.Measures;

namespace EcaTools.Core.Monitoring.Documents;

/// <summary>A measure set as JSON: <c>docs/schemas/auth-measures.schema.json</c> is its schema.</summary>
internal sealed record MeasureDocument
{
    /// <summary>Where the schema is.</summary>
    public const string SchemaUri =
        "https://raw.githubusercontent.com/EcaTools/EcaTools/main/docs/schemas/auth-measures.schema.json";

    /// <summary>The version that this code reads and writes.</summary>
    public const int CurrentVersion = 1;

    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public int FormatVersion { get; init; }

    /// <summary>Who calls: app id, app label, user, address, client, login flow.</summary>
    public ImmutableArray<ImmutableArray<string>> Streams { get; init; } = [];

    /// <summary>The statuses.</summary>
    public ImmutableArray<string> Statuses { get; init; } = [];

    public ImmutableArray<SourceListing> Listings { get; init; } = [];

    public ImmutableArray<MeasureDocumentLog> Logs { get; init; } = [];
}
