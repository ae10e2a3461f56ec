using System.Collections.Immutable;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>What was known of an app's use as it was judged. Immutable.</summary>
public sealed record AppUsage
{
    /// <summary>The OAuth flows that logins were seen to use.</summary>
    public ImmutableArray<OAuthFlow> Flows { get; init; } = [];

    /// <summary>Why there may be flows that are not in <see cref="Flows"/>; null where logins were looked at and told
    /// all.</summary>
    public string? FlowsUnknownBecause { get; init; }

    /// <summary>The callers, by user, address and client. Empty where only their number is known.</summary>
    [FlatJson]
    public ImmutableArray<AppCaller> Callers { get; init; } = [];

    /// <summary>How many callers there are, or at least are (see <see cref="CallersUnknownBecause"/>); null where
    /// nothing tells.</summary>
    public int? CallerCount { get; init; }

    /// <summary>Why there may be more callers than <see cref="CallerCount"/>; null where all sources were looked
    /// at.</summary>
    public string? CallersUnknownBecause { get; init; }

    /// <summary>When it was used last (UTC); null where that is not known, or it was not used.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>Users who let a program log in as them here, and who log in as persons elsewhere.</summary>
    public ImmutableArray<string> PersonalUsers { get; init; } = [];

    /// <summary>The addresses from which programs log in.</summary>
    public ImmutableArray<string> MachineAddresses { get; init; } = [];

    /// <summary>Whether nobody was seen, and all sources were looked at.</summary>
    public bool IsUnused => CallerCount is 0 && CallersUnknownBecause is null;

    /// <summary>How many callers there are.</summary>
    public override string ToString() =>
        CallerCount is { } count
            ? FormattableString.Invariant($"{count}{(CallersUnknownBecause is null ? "" : "+")} callers")
            : "callers not known";
}
