namespace EcaTools.Core.Access;

/// <summary>Something noticeable about an access.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Message">What it means here.</param>
/// <param name="NextStep">What to do about it.</param>
public sealed record EcaAccessFinding(AccessFindingKind Kind, string Message, string NextStep)
{
    /// <summary>The kind.</summary>
    public override string ToString() => Kind.ToString();
}
