using System.Collections.Immutable;
using EcaTools.Core.Documents;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Access.Proof;

/// <summary>What a comparison of access looks at, from <c>Data/access-proof.json</c>.</summary>
/// <param name="Policies">The fields of apps.</param>
/// <param name="Families">The families of APIs.</param>
/// <param name="NeverGranted">The scopes that flows never grant.</param>
/// <param name="WritingPaths">What no probe may ask for.</param>
internal sealed record AccessProofFacts(
    ImmutableArray<AccessProofFacts.PolicyFact> Policies,
    ImmutableArray<AccessProofFacts.FamilyFact> Families,
    ImmutableArray<AccessProofFacts.NeverGrantedFact> NeverGranted,
    ImmutableArray<string> WritingPaths
)
{
    private static readonly Lazy<AccessProofFacts> s_embedded = new(() =>
        EmbeddedData.Read<AccessProofFacts>("access-proof.json")
    );

    /// <summary>The facts that EcaTools carries.</summary>
    public static AccessProofFacts Default => s_embedded.Value;

    /// <summary>Whether a flow never grants a scope.</summary>
    public bool IsNeverGranted(OAuthFlow? flow, string scope) =>
        NeverGranted.Any(fact => fact.Flow == flow && fact.Scopes.Contains(scope, StringComparer.OrdinalIgnoreCase));

    /// <summary>A field of an app that decides what its tokens may do.</summary>
    internal sealed record PolicyFact(string Type, string Path, AccessArea Area, bool IsList = false);

    /// <summary>A family of APIs, and a request that only reads.</summary>
    internal sealed record FamilyFact(string Name, string Path, string Source);

    /// <summary>Scopes that a flow never grants.</summary>
    internal sealed record NeverGrantedFact(OAuthFlow Flow, ImmutableArray<string> Scopes, string Source);
}
