namespace EcaTools.Core.Preflight;

/// <summary>How a check ended. The higher, the worse.</summary>
public enum PreflightOutcome : long
{
    /// <summary>All is as a migration wants it.</summary>
    Passed,

    /// <summary>All is well today, and something is to be done before the migration ends.</summary>
    Warning,

    /// <summary>The org could not be asked; the detail says why.</summary>
    Skipped,

    /// <summary>Something is to be fixed.</summary>
    Failed,
}
