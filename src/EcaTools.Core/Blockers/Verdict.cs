namespace EcaTools.Core.Blockers;

/// <summary>Whether a Connected App can become an External Client App.</summary>
public enum Verdict : long
{
    /// <summary>It could not be judged: something needed could not be read.</summary>
    Unknown,

    /// <summary>It can move as it is.</summary>
    Ready,

    /// <summary>It can move, and something about it or its callers must change on the way.</summary>
    NeedsChange,

    /// <summary>It can't move until what blocks it is gone.</summary>
    Blocked,
}
