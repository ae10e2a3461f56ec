using System.Collections.Immutable;

namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>A request that the org must refuse.</summary>
/// <param name="Name">The name of its step.</param>
/// <param name="Flows">The flows that it is tried in.</param>
/// <param name="What">What is wrong with it.</param>
/// <param name="Cause">Why an org accepts it.</param>
/// <param name="NextStep">What closes the door.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record OAuthProbe(
    string Name,
    ImmutableArray<OAuthFlow> Flows,
    string What,
    string Cause,
    string NextStep,
    string Source
)
{
    /// <summary>The probes that a test of flows knows how to make.</summary>
    internal static readonly ImmutableArray<string> Names =
    [
        "WrongSecret",
        "ForgedSignature",
        "ExpiredAssertion",
        "WrongAudience",
        "MissingPermission",
        "UnregisteredRedirect",
        "PkceLeftOut",
        "Closed",
    ];
}
