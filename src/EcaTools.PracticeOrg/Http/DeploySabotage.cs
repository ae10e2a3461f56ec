using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.Http;

/// <summary>A fault that makes components of a deploy fail.</summary>
/// <param name="Components">By name or as 'Type:Name'; empty is every one.</param>
/// <param name="Problem">What they say.</param>
internal sealed record DeploySabotage(ImmutableArray<string> Components, string Problem)
{
    public bool Meets(string type, string fullName) =>
        Components.IsEmpty
        || Components.Contains(fullName, StringComparer.Ordinal)
        || Components.Contains($"{type}:{fullName}", StringComparer.Ordinal);
}
