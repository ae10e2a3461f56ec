namespace EcaTools.Core.Planning;

/// <summary>What the apps of a wave have in common, in the migration order.</summary>
public enum WaveKind : long
{
    /// <summary>They can move, and few callers or none must be touched.</summary>
    LowRisk,

    /// <summary>They can move, with some callers, or nobody knows how many.</summary>
    MediumRisk,

    /// <summary>They can move, and many callers must be touched.</summary>
    HighRisk,

    /// <summary>They could not be judged: read them again first.</summary>
    Unjudged,

    /// <summary>They can't move, or share something with an app that can't.</summary>
    Blocked,
}
