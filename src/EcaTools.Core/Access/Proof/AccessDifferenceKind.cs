namespace EcaTools.Core.Access.Proof;

/// <summary>How something stands with the old token and the new one. The worst is the last.</summary>
public enum AccessDifferenceKind : long
{
    /// <summary>Both have the same.</summary>
    Same,

    /// <summary>The old token has it, and no token of the new one's flow can have it, so it is not a loss of the
    /// migration.</summary>
    NotGrantable,

    /// <summary>It could not be compared.</summary>
    Skipped,

    /// <summary>Both have it, with other values.</summary>
    Changed,

    /// <summary>Only the new token has it: more than the old one may.</summary>
    Gained,

    /// <summary>Only the old token has it: what a caller did with it, the new one refuses.</summary>
    Lost,
}
