using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace EcaTools.Core.Rotation.Keys;

/// <summary>The keys that callers may get from one delivery target, as fingerprints.</summary>
/// <param name="Name">The target's name.</param>
/// <param name="CanReadBack">Whether the target can be read, and so be checked.</param>
/// <param name="Keys">One where it is certain; several from before a delivery until it was read back.</param>
internal sealed record PlaceKeys(string Name, bool CanReadBack, ImmutableArray<string> Keys)
{
    /// <summary>Stands for a target that holds no pair, or a secret that does not belong to its key.</summary>
    public const string NoPair = "none";

    /// <summary>The only key that callers can get; null while that is not certain.</summary>
    [JsonIgnore]
    public string? Only => Keys.Length == 1 ? Keys[0] : null;
}
