namespace EcaTools.Core;

/// <summary>How a check, a step or a whole test ended. The higher, the worse.</summary>
public enum CheckOutcome : long
{
    /// <summary>It was checked, and nothing has to be fixed.</summary>
    Passed,

    /// <summary>It was checked, and something has to be fixed before a later step.</summary>
    Warning,

    /// <summary>It could not be checked; the reason is reported. A skipped check is never a pass.</summary>
    Skipped,

    /// <summary>It was checked, and something has to be fixed.</summary>
    Failed,
}
