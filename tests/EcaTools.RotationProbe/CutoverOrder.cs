namespace EcaTools.RotationProbe;

/// <summary>What a probe that steps callers gets on its standard input.</summary>
/// <param name="Path">The folder of the migration.</param>
/// <param name="App">The app whose callers are stepped.</param>
/// <param name="To">The stage; null for the last good one on the way back.</param>
/// <param name="Store">The folder with a file for each caller, which says which app the caller uses.</param>
public sealed record CutoverOrder(string Path, string App, string? To, string Store)
{
    /// <summary>Whether the callers go back.</summary>
    public bool IsUndo { get; init; }

    /// <summary>The moment, from 1, at which the probe kills itself; 0 for none.</summary>
    public int KillAt { get; init; }
}
