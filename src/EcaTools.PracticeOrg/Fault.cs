using System.Collections.Immutable;

namespace EcaTools.PracticeOrg;

/// <summary>One failure on demand: which requests it meets, which of them, and what happens. Empty matchers meet every
/// request.</summary>
public sealed record Fault
{
    /// <summary>For <see cref="Times"/>: without end.</summary>
    public const int Always = int.MaxValue;

    /// <summary>What happens.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The HTTP method it meets, in capitals; null meets every one.</summary>
    public string? Method { get; init; }

    /// <summary>The beginning of the paths it meets, such as '/services/oauth2'; null meets every one.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>The endpoint it meets, as the journal names it, such as 'query' or 'token'; null meets every
    /// one.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The SOAP operation it meets, such as 'deploy'; null meets every request.</summary>
    public string? SoapOperation { get; init; }

    /// <summary>The first of the matching requests that fails, counted from 1.</summary>
    public int Nth { get; init; } = 1;

    /// <summary>How many matching requests fail from there on; null is one, or every one that the dice choose where
    /// <see cref="Rate"/> is set.</summary>
    public int? Times { get; init; }

    /// <summary>How probable it is that a matching request fails, above 0 and up to 1; null is sure. The dice are those
    /// of <see cref="PracticeOrgOptions.FaultSeed"/>.</summary>
    public double? Rate { get; init; }

    /// <summary>How long the response takes, for <see cref="FaultKind.Latency"/>; the pause between its pieces, for
    /// <see cref="FaultKind.SlowBody"/>.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What the Retry-After header says, in whole seconds; null sends none. For 403, 429 and 503.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The error code of a 403, 429 or 503 in Salesforce's own shape, such as 'SERVER_UNAVAILABLE'; null sends
    /// plain text, and for 403 API_DISABLED_FOR_ORG.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The components that fail, by name or as 'Type:Name', for <see cref="FaultKind.ComponentsFail"/>; empty
    /// is every one.</summary>
    public ImmutableArray<string> Components { get; init; } = [];

    /// <summary>What the failed components say; null is a text of the org's own.</summary>
    public string? Problem { get; init; }

    internal int TimesOrDefault => Times ?? (Rate is null ? 1 : Always);
}
