using System.Text.Json.Serialization;

namespace EcaTools.Core.Reports.Summary;

/// <summary>The form of summary.json, worked out as the assembly is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    Converters = [typeof(SummaryJson.VersionConverter), typeof(SummaryJson.UtcConverter)]
)]
[JsonSerializable(typeof(MigrationSummary))]
internal sealed partial class SummaryJsonContext : JsonSerializerContext;
