namespace EcaTools.Core.Conversion;

/// <summary>Why a value can't go to its target.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Action">What to do by hand.</param>
internal sealed record Refusal(string Reason, string Action);
