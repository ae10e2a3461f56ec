using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>A release of Salesforce, as -Release names it.</summary>
/// <param name="Name">Its name, such as <c>Winter '27</c>.</param>
/// <param name="ApiVersion">The newest API version in it.</param>
/// <param name="From">The day by which production orgs have it. An instance's own day is on Salesforce Trust.</param>
/// <param name="Source">Where this comes from.</param>
public sealed record RuleRelease(string Name, ApiVersion ApiVersion, DateOnly From, string Source)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
