using System.Collections.Immutable;
using System.Security;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Access.Proof;

/// <summary>What is to be compared. Either both tokens are given, or both apps, or all of them.</summary>
public sealed record AccessProofRequest
{
    /// <summary>The old token.</summary>
    public AccessToken? ReferenceToken { get; init; }

    /// <summary>The new token.</summary>
    public AccessToken? DifferenceToken { get; init; }

    /// <summary>The full name of the old app.</summary>
    public string? ReferenceApp { get; init; }

    /// <summary>The full name of the new app.</summary>
    public string? DifferenceApp { get; init; }

    /// <summary>The flow that gave the new token; null if it is not known.</summary>
    public OAuthFlow? DifferenceFlow { get; init; }

    /// <summary>The consumer keys and secrets of apps that may introspect the tokens.</summary>
    public ImmutableArray<(string Key, SecureString Secret)> Credentials { get; init; } = [];

    /// <summary>The objects whose fields are compared; empty for all, if they are not too many.</summary>
    public ImmutableArray<string> Objects { get; init; } = [];

    /// <summary>Further requests to try with both tokens: paths, or GET and a path.</summary>
    public ImmutableArray<string> Probes { get; init; } = [];
}
