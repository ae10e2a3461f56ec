using System.Collections.Immutable;
using System.Text.Json;
using System.Xml.Linq;

namespace EcaTools.PracticeOrg.Embedded;

/// <summary>The data files that travel inside the assembly.</summary>
internal static class EmbeddedData
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    /// <summary>The names of the files under a folder, in ordinal order.</summary>
    public static ImmutableArray<string> Names(string folder) =>
        [
            .. typeof(EmbeddedData)
                .Assembly.GetManifestResourceNames()
                .Where(n => n.StartsWith(folder + "/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    public static Stream? Find(string name) => typeof(EmbeddedData).Assembly.GetManifestResourceStream(name);

    public static XElement Xml(string name)
    {
        using Stream stream =
            Find(name) ?? throw new InvalidOperationException($"The data file {name} is not in the assembly.");
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return MetadataXml.Parse(copy.ToArray());
    }

    public static T Json<T>(string name)
    {
        using Stream stream =
            Find(name) ?? throw new InvalidOperationException($"The data file {name} is not in the assembly.");
        return JsonSerializer.Deserialize<T>(stream, s_options)
            ?? throw new InvalidOperationException($"The data file {name} is empty.");
    }
}
