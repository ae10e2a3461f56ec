using System.Collections.Immutable;

namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>What an error of the OAuth endpoints means, from <c>Data/oauth-diagnoses.json</c>.</summary>
/// <param name="Error">The error code.</param>
/// <param name="Description">Words of the description; null for every description that no other diagnosis
/// names.</param>
/// <param name="Flows">The flows that it holds for; empty for all.</param>
/// <param name="Cause">The likely cause.</param>
/// <param name="NextStep">How to fix it.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="MayPass">Whether it can also mean that the org has not applied a change yet, so that asking again
/// later may help.</param>
public sealed record OAuthDiagnosis(
    string Error,
    string? Description,
    ImmutableArray<OAuthFlow> Flows,
    string Cause,
    string NextStep,
    string Source,
    bool MayPass
);
