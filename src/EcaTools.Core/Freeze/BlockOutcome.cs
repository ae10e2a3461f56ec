namespace EcaTools.Core.Freeze;

/// <summary>What became of an app that was to be blocked or unblocked.</summary>
public enum BlockOutcome : long
{
    /// <summary>The app was blocked.</summary>
    Blocked,

    /// <summary>The app was unblocked.</summary>
    Unblocked,

    /// <summary>The app was in that state already.</summary>
    Unchanged,
}
