using System.Collections.Immutable;
using EcaTools.Core.Documents;

namespace EcaTools.Core.Access.Proof;

/// <summary>What a comparison of access looks at, from <c>Data/access-proof.json</c>.</summary>
/// <param name="Policies">The fields of apps.</param>
/// <param name="Families">The families of APIs.</param>
/// <param name="WritingPaths">What no probe may ask for.</param>
internal sealed record AccessProofFacts(
    ImmutableArray<AccessProofFacts.PolicyFact> Policies,
    ImmutableArray<AccessProofFacts.FamilyFact> Families,
    ImmutableArray<string> WritingPaths
)
{
    private static readonly Lazy<AccessProofFacts> s_embedded = new(() =>
        EmbeddedData.Read<AccessProofFacts>("access-proof.json")
    );

    /// <summary>The facts that EcaTools carries.</summary>
    public static AccessProofFacts Default => s_embedded.Value;

    /// <summary>A field of an app that decides what its tokens may do.</summary>
    internal sealed record PolicyFact(string Type, string Path, AccessArea Area, bool IsList = false);

    /// <summary>A family of APIs, and a request that only reads.</summary>
    internal sealed record FamilyFact(string Name, string Path, string Source);
}
