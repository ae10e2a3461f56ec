using EcaTools.Core.Rotation.Keys;

namespace EcaTools.RotationProbe;

/// <summary>What a probe is given on its standard input, in one line of JSON. Nothing of it is on a command
/// line.</summary>
/// <param name="Url">The org.</param>
/// <param name="Token">An access token of it.</param>
/// <param name="Apps">The names and ids of the apps to rotate, in order.</param>
/// <param name="Journal">The folder of the journal.</param>
/// <param name="Store">The folder with a file for each app, from which its callers read.</param>
public sealed record ProbeOrder(
    string Url,
    string Token,
    IReadOnlyList<KeyValuePair<string, string>> Apps,
    string Journal,
    string Store
)
{
    /// <summary>The key vault that holds the journal; null for the folder.</summary>
    public string? VaultUrl { get; init; }

    /// <summary>An access token for that vault.</summary>
    public string VaultToken { get; init; } = "";

    /// <summary>The checkpoint, from 1, at which the probe kills itself; 0 for none.</summary>
    public int KillAt { get; init; }

    /// <summary>Whether the first delivery waits until the standard input is closed.</summary>
    public bool HoldsInDelivery { get; init; }

    /// <summary>Whether a new pair is delivered before it is promoted.</summary>
    public KeyRotationOrder Order { get; init; }

    /// <summary>The file of an app.</summary>
    public string FileOf(string app) => Path.Combine(Store, app + ".env");
}
