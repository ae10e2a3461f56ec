using System.Collections.Immutable;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Access.Scopes;

/// <summary>The scopes that an app needs for the traffic that was seen.</summary>
public sealed record EcaScopeRecommendation
{
    /// <summary>The app: its name, or what the event log calls it.</summary>
    public required string App { get; init; }

    /// <summary>The scopes, as External Client App metadata writes them (<c>Api</c>, <c>RefreshToken</c>).</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>The scopes, as clients ask for them (<c>api</c>, <c>refresh_token</c>).</summary>
    public ImmutableArray<string> ClientScopes { get; init; } = [];

    /// <summary>The traffic that needs them.</summary>
    [FlatJson]
    public ImmutableArray<EcaScopeEvidence> Evidence { get; init; } = [];

    /// <summary>How sure it is.</summary>
    public ScopeConfidence Confidence { get; init; }

    /// <summary>What speaks against more confidence.</summary>
    public ImmutableArray<string> Doubts { get; init; } = [];

    /// <summary>The scopes that the app has and no traffic needed, as metadata writes them; empty if its scopes are not
    /// known.</summary>
    public ImmutableArray<string> NeverUsed { get; init; } = [];

    /// <summary>The number of calls that were seen.</summary>
    public long Calls { get; init; }

    /// <summary>What could not be read.</summary>
    [FlatJson]
    public ImmutableArray<UnreadPart> NotRead { get; init; } = [];

    /// <summary>The scopes for a table.</summary>
    [FlatJson]
    public string ScopeSummary => string.Join(", ", Scopes);

    /// <summary>The unused scopes for a table.</summary>
    [FlatJson]
    public string NeverUsedSummary => string.Join(", ", NeverUsed);

    /// <summary>The app and its scopes.</summary>
    public override string ToString() => $"{App}: {ScopeSummary}";
}
