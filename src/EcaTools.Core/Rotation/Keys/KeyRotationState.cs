namespace EcaTools.Core.Rotation.Keys;

/// <summary>What became of a consumer's rotation, or where it stands. A runbook decides by it.</summary>
public enum KeyRotationState : long
{
    /// <summary>Nothing has rotated the pair yet, as far as the journal and the org tell.</summary>
    NeverRotated,

    /// <summary>The pair is younger than asked for, or was rotated recently. Nothing was changed.</summary>
    NotDue,

    /// <summary>A rotation began and has not ended; the same command resumes it.</summary>
    InProgress,

    /// <summary>A new pair is the app's own, is delivered, and logs in.</summary>
    Rotated,

    /// <summary>The same, by a run that resumed an earlier one.</summary>
    Resumed,

    /// <summary>No rotation was due, but the delivery target did not hold the app's own pair. It was delivered there
    /// again.</summary>
    Redelivered,

    /// <summary>The rotation was undone: callers have the pair that they had before.</summary>
    Undone,

    /// <summary>The previous pair is no longer valid.</summary>
    Completed,

    /// <summary>Nothing more can be done without a decision; the next step says which.</summary>
    NeedsHuman,
}
