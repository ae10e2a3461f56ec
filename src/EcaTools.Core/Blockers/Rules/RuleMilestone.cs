namespace EcaTools.Core.Blockers.Rules;

/// <summary>A date or release from which Salesforce treats Connected Apps otherwise.</summary>
/// <param name="When">The day (<c>2027-02-20</c>) or the release (<c>Summer '27</c>).</param>
/// <param name="What">What changes.</param>
/// <param name="Source">Where the date comes from.</param>
public sealed record RuleMilestone(string When, string What, string Source);
