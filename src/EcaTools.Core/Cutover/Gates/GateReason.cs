namespace EcaTools.Core.Cutover.Gates;

/// <summary>One reason of a cutover gate's decision.</summary>
/// <param name="Check">The check, by a fixed name such as <c>AbsoluteFloor</c>.</param>
/// <param name="Verdict">What this check alone would decide.</param>
/// <param name="Detail">What was found, with figures.</param>
public sealed record GateReason(string Check, GateVerdict Verdict, string Detail)
{
    /// <summary>The check and what was found.</summary>
    public override string ToString() => $"{Check}: {Detail}";
}
