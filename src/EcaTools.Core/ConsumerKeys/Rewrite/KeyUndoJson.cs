using System.Text.Json.Serialization;

namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>The JSON of undo files.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(KeyUndo))]
[JsonSerializable(typeof(string))]
internal sealed partial class KeyUndoJson : JsonSerializerContext;
