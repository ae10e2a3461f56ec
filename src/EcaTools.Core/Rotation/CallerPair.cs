namespace EcaTools.Core.Rotation;

/// <summary>Which pair a caller's tokens came of.</summary>
public enum CallerPair
{
    /// <summary>The previous one: a token from before the promotion was used since.</summary>
    Previous,

    /// <summary>It can't be told: the tokens are from after the promotion, and an org does not say by which pair they were got.</summary>
    Unknown,
}
