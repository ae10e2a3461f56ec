namespace EcaTools.Core.Backup.Restore;

/// <summary>What became of an app that was to be restored.</summary>
public enum RestoreOutcome : long
{
    /// <summary>All that can be put back is as in the backup.</summary>
    Restored,

    /// <summary>All that can be put back was as in the backup already.</summary>
    Unchanged,

    /// <summary>The app can't be put back: see what is not restored.</summary>
    NotRestored,
}
