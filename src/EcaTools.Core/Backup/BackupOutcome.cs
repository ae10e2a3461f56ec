namespace EcaTools.Core.Backup;

/// <summary>How much of an app a backup holds.</summary>
public enum BackupOutcome : long
{
    /// <summary>All that was asked for.</summary>
    Complete,

    /// <summary>Not all: see what was not read.</summary>
    Partial,
}
