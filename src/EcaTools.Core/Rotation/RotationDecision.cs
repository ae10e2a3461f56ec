namespace EcaTools.Core.Rotation;

/// <summary>What a run does with a consumer.</summary>
/// <param name="Action">What it does.</param>
/// <param name="Reason">Why nothing can or need be done, and what is to do next; null where something is done.</param>
internal sealed record RotationDecision(RotationAction Action, string? Reason = null);
