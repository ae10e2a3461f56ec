using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
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
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly Lazy<AccessProofFacts> s_embedded = new(Read);

    /// <summary>The facts that EcaTools carries.</summary>
    public static AccessProofFacts Default => s_embedded.Value;

    /// <summary>Whether a flow never grants a scope.</summary>
    public bool IsNeverGranted(OAuthFlow? flow, string scope) =>
        NeverGranted.Any(fact => fact.Flow == flow && fact.Scopes.Contains(scope, StringComparer.OrdinalIgnoreCase));

    private static AccessProofFacts Read()
    {
        using Stream stream =
            typeof(AccessProofFacts).Assembly.GetManifestResourceStream("access-proof.json")
            ?? throw new InvalidOperationException("The assembly lacks its resource access-proof.json.");
        return JsonSerializer.Deserialize<AccessProofFacts>(stream, s_options)!;
    }

    /// <summary>A field of an app that decides what its tokens may do.</summary>
    internal sealed record PolicyFact(string Type, string Path, AccessArea Area, bool IsList = false);

    /// <summary>A family of APIs, and a request that only reads.</summary>
    internal sealed record FamilyFact(string Name, string Path, string Source);

    /// <summary>Scopes that a flow never grants.</summary>
    internal sealed record NeverGrantedFact(OAuthFlow Flow, ImmutableArray<string> Scopes, string Source);
}
