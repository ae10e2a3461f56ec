namespace EcaTools.Core.Reports.Summary;

/// <summary>What became of a Connected App in one run.</summary>
public enum MigrationOutcome : long
{
    /// <summary>Nobody tried: the run ended before it, or it was left out.</summary>
    NotAttempted,

    /// <summary>Its External Client App was deployed in this run.</summary>
    Migrated,

    /// <summary>Its External Client App was there already, and nothing differed.</summary>
    AlreadyThere,

    /// <summary>It was not tried because a rule says that it can't move.</summary>
    Blocked,

    /// <summary>It was tried and failed.</summary>
    Failed,
}
