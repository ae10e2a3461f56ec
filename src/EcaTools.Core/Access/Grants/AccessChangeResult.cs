namespace EcaTools.Core.Access.Grants;

/// <summary>What became of one row of a change: the change, or why the org refused it.</summary>
/// <param name="Change">The change; null if the org refused it.</param>
/// <param name="Error">Why the org refused it; null if there is a change.</param>
public sealed record AccessChangeResult(EcaAccessChange? Change, EcaException? Error);
