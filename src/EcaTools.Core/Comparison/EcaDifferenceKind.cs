namespace EcaTools.Core.Comparison;

/// <summary>How a field, a record or an app stands on the two sides of a comparison.</summary>
public enum EcaDifferenceKind : long
{
    /// <summary>Both sides mean the same.</summary>
    Equal,

    /// <summary>Both sides have it, with other values.</summary>
    Changed,

    /// <summary>Only the reference side has it.</summary>
    OnlyInReference,

    /// <summary>Only the difference side has it.</summary>
    OnlyInDifference,
}
