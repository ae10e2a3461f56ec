using System.Text.Json;
using System.Text.Json.Serialization;

namespace EcaTools.Core.Documents;

/// <summary>Reads the tables of facts that the assembly carries, <c>Data/*.json</c>.</summary>
internal static class EmbeddedData
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Opens a table.</summary>
    public static Stream Open(string name) =>
        typeof(EmbeddedData).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The assembly lacks its resource {name}.");

    /// <summary>Reads a table as records.</summary>
    public static T Read<T>(string name)
    {
        using Stream json = Open(name);
        return JsonSerializer.Deserialize<T>(json, s_options)!;
    }

    /// <summary>Reads a table by its elements.</summary>
    public static T Read<T>(string name, Func<JsonElement, T> read)
    {
        using Stream json = Open(name);
        using JsonDocument document = JsonDocument.Parse(json);
        return read(document.RootElement);
    }
}
