namespace EcaTools.Core.Backup.Rehearsal;

/// <summary>How the rehearsal of a rollback ended.</summary>
public enum RollbackOutcome : long
{
    /// <summary>The app was as in the backup again, and its callers worked if they were tested.</summary>
    Passed,

    /// <summary>The app differed from the backup afterwards, or its callers did not work.</summary>
    Failed,
}
