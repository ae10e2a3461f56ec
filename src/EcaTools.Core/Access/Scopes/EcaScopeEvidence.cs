using System.Collections.Immutable;

namespace EcaTools.Core.Access.Scopes;

/// <summary>Traffic that needs a scope.</summary>
/// <param name="Traffic">What it is, such as <c>REST API</c>.</param>
/// <param name="Scopes">The scopes of which any one opens it, as clients name them.</param>
/// <param name="Calls">How many calls there were.</param>
/// <param name="Resource">A resource that was called; null if none was named.</param>
/// <param name="Source">Where it is known from that these scopes open it.</param>
public sealed record EcaScopeEvidence(
    string Traffic,
    ImmutableArray<string> Scopes,
    long Calls,
    string? Resource,
    string Source
)
{
    /// <summary>The first call (UTC); null if no time is known.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>The last call (UTC); null if no time is known.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>The traffic and the number of calls.</summary>
    public override string ToString() => FormattableString.Invariant($"{Traffic}: {Calls:N0} calls");
}
