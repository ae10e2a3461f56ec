using System.Collections.Immutable;

namespace EcaTools.Core.Flows;

/// <summary>How a flow is tested.</summary>
public sealed record OAuthFlowTestOptions
{
    /// <summary>The scopes that must be granted, no more and no fewer, as clients name them (<c>api</c>); null for
    /// those of the app, of which none may be missing.</summary>
    public ImmutableArray<string>? ExpectedScopes { get; init; }

    /// <summary>The user that the token must stand for; null for the one that the flow names.</summary>
    public string? ExpectedUsername { get; init; }

    /// <summary>The audience (aud) of assertions; null for the login host of the org's kind.</summary>
    public string? Audience { get; init; }

    /// <summary>Whether the flow must accept nobody.</summary>
    public bool MustBeClosed { get; init; }

    /// <summary>Whether what must be refused is tried too.</summary>
    public bool IncludeNegative { get; init; }

    /// <summary>How long to go on asking while the org may not have applied a change yet; zero for once.</summary>
    public TimeSpan MaximumWait { get; init; }

    /// <summary>Whether the tokens that were got are left valid.</summary>
    public bool KeepTokens { get; init; }
}
