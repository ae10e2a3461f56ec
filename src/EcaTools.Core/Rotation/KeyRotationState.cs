namespace EcaTools.Core.Rotation;

/// <summary>What became of a consumer's rotation, or where it stands. A runbook decides by it.</summary>
public enum KeyRotationState
{
    /// <summary>Nothing has rotated the pair yet, as far as the journal and the org tell.</summary>
    NeverRotated,

    /// <summary>The pair is younger than asked for, or was rotated just now: nothing was changed.</summary>
    NotDue,

    /// <summary>A rotation was begun and has not ended; the same command takes it up.</summary>
    InProgress,

    /// <summary>A new pair is the app's own, is delivered, and logs in.</summary>
    Rotated,

    /// <summary>The same, by a run that took up an earlier one.</summary>
    Resumed,

    /// <summary>The rotation was taken back: callers have the pair that they had before.</summary>
    Undone,

    /// <summary>The previous pair is no longer good.</summary>
    Completed,

    /// <summary>Nothing more can be done without a decision; the next step says which.</summary>
    NeedsHuman,
}
