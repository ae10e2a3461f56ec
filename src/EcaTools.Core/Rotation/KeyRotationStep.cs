namespace EcaTools.Core.Rotation;

/// <summary>How far a rotation is, as its journal says. Each is written down before what it names is tried, or after it was done.</summary>
public enum KeyRotationStep
{
    /// <summary>No rotation is known.</summary>
    None,

    /// <summary>A new pair is about to be staged.</summary>
    Staging,

    /// <summary>A new pair is staged.</summary>
    Staged,

    /// <summary>The new pair is about to be put where callers fetch it.</summary>
    Delivering,

    /// <summary>The new pair is where callers fetch it, was read back and logged in.</summary>
    Delivered,

    /// <summary>The new pair is about to become the app's own.</summary>
    Promoting,

    /// <summary>The new pair is the app's own; the previous one is still good.</summary>
    Promoted,

    /// <summary>All is done; the previous pair is good until its time is over, or it is revoked.</summary>
    Done,

    /// <summary>The previous pair was revoked, or its time is over.</summary>
    Completed,

    /// <summary>The rotation was taken back.</summary>
    Undone,
}
