namespace EcaTools.Core.Access.Tokens;

/// <summary>What became of a token that was to be revoked.</summary>
public enum TokenRevocationStatus : long
{
    /// <summary>It was revoked.</summary>
    Revoked,

    /// <summary>The org did not have it any more.</summary>
    AlreadyGone,
}
