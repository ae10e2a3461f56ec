namespace EcaTools.Core.Rotation.Keys;

/// <summary>Which of an app's pairs (consumer key and secret) callers have.</summary>
public enum CallerPair : long
{
    /// <summary>It can't be determined.</summary>
    Unknown,

    /// <summary>The app's own pair.</summary>
    Current,

    /// <summary>The staged pair, which waits for its promotion and ends after 30 days without one.</summary>
    Staged,

    /// <summary>The previous pair, which stays valid for up to 30 days after the promotion.</summary>
    Previous,

    /// <summary>None that is valid: whoever uses it is locked out.</summary>
    Ended,
}
