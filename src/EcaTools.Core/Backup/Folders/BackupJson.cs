using System.Text.Json;
using System.Text.Json.Serialization;
using EcaTools.Core.Documents;

namespace EcaTools.Core.Backup.Folders;

/// <summary>The JSON files of a backup.</summary>
internal static class BackupJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        MaxDepth = JsonFile.MaxDepth,
    };

    /// <summary>The bytes of a document.</summary>
    public static byte[] ToBytes<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document, s_options);

    /// <summary>Reads a document.</summary>
    /// <param name="bytes">The bytes of the file.</param>
    /// <param name="path">What errors call it.</param>
    /// <exception cref="EcaException"><c>DocumentInvalid</c>, with the line.</exception>
    public static T Read<T>(ReadOnlySpan<byte> bytes, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, s_options)
                ?? throw BackupErrors.BackupMalformed(path, 1, "it holds null");
        }
        catch (JsonException malformed)
        {
            string where = malformed.Path is { Length: > 1 } at ? $"the value at {at} can't be read" : "it is not JSON";
            throw BackupErrors.BackupMalformed(path, (int)(malformed.LineNumber ?? 0) + 1, where);
        }
    }
}
