using EcaTools.Core.Inventory;

namespace EcaTools.Core.Backup;

/// <summary>Which apps to back up.</summary>
/// <param name="ConnectedApps">Which Connected Apps; null for none.</param>
/// <param name="ExternalClientApps">Which External Client Apps; null for none.</param>
public sealed record BackupSelection(ConnectedAppSelection? ConnectedApps, ConnectedAppSelection? ExternalClientApps)
{
    /// <summary>All apps of both kinds.</summary>
    public static BackupSelection All { get; } = new(ConnectedAppSelection.All, ConnectedAppSelection.All);
}
