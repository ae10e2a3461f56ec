namespace EcaTools.Core.Cutover.Gates;

/// <summary>What a cutover gate decides.</summary>
public enum GateVerdict : long
{
    /// <summary>The evidence is not enough to decide, or something must be cleared up first.</summary>
    Hold,

    /// <summary>The new app does as well as required: the next stage may start.</summary>
    Promote,

    /// <summary>The new app does worse than allowed: go back to the last good stage.</summary>
    Rollback,
}
