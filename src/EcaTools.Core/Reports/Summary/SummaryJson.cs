using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Reports.Summary;

/// <summary>Writes summary.json, the machine's report of a run. docs/guides/reports.md lists its properties.</summary>
public static class SummaryJson
{
    /// <summary>Writes UTF-8 without a byte order mark, indented, with LF line ends: the same bytes for the same
    /// summary on every system.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="summary">What to write.</param>
    public static void Write(Stream stream, MigrationSummary summary)
    {
        string json = JsonSerializer.Serialize(summary, SummaryJsonContext.Default.MigrationSummary);

        // The serializer of .NET 8 breaks lines as the system does. Inside values a line end is always escaped.
        stream.Write(System.Text.Encoding.UTF8.GetBytes(json.Replace("\r\n", "\n", StringComparison.Ordinal)));
        stream.WriteByte((byte)'\n');
    }

    internal sealed class VersionConverter : JsonConverter<ApiVersion>
    {
        public override ApiVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ApiVersion.TryParse(reader.GetString(), out ApiVersion version)
                ? version
                : throw new JsonException("This is not an API version.");

        public override void Write(Utf8JsonWriter writer, ApiVersion value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    internal sealed class UtcConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(
                value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            );
    }
}
