namespace EcaTools.Core.Blockers.Rules;

/// <summary>How much a finding weighs.</summary>
public enum FindingSeverity : long
{
    /// <summary>Worth knowing; nothing stands in the way.</summary>
    Information,

    /// <summary>Something must change, before or after the move.</summary>
    Change,

    /// <summary>The app can't move while this holds.</summary>
    Blocker,
}
