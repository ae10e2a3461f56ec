namespace EcaTools.RotationProbe;

/// <summary>What a probe that blocks, unblocks or restores an app gets on its standard input.</summary>
/// <param name="Url">The org.</param>
/// <param name="Token">An access token of it.</param>
/// <param name="Action">Block, Unblock or Restore.</param>
/// <param name="App">The Connected App.</param>
/// <param name="Backup">The folder of the backup that Restore restores.</param>
public sealed record FreezeOrder(string Url, string Token, string Action, string App, string Backup)
{
    /// <summary>The checkpoint, from 1, at which the probe kills itself; 0 for none.</summary>
    public int KillAt { get; init; }
}
