namespace EcaTools.Core.Rotation.Keys;

/// <summary>How far a rotation is, as its journal says. Each step is written before what it names is tried, or after it
/// was done.</summary>
public enum KeyRotationStep : long
{
    /// <summary>No rotation is known.</summary>
    None,

    /// <summary>A new pair is about to be staged.</summary>
    Staging,

    /// <summary>A new pair is staged.</summary>
    Staged,

    /// <summary>The new pair is about to be delivered.</summary>
    Delivering,

    /// <summary>The new pair was delivered, was read back and logged in.</summary>
    Delivered,

    /// <summary>The new pair is about to become the app's own.</summary>
    Promoting,

    /// <summary>The new pair is the app's own; the previous one is still valid.</summary>
    Promoted,

    /// <summary>All is done; the previous pair is valid until it expires or is revoked.</summary>
    Done,

    /// <summary>The previous pair was revoked or has expired.</summary>
    Completed,

    /// <summary>The pair that callers had is about to be delivered again.</summary>
    Undoing,

    /// <summary>The rotation was undone: callers have the pair that they had before.</summary>
    Undone,
}
