namespace EcaTools.PracticeOrg;

/// <summary>One failure on demand: which requests it meets, which of them, and what happens. Empty matchers meet every request.</summary>
public sealed record Fault
{
    /// <summary>What happens.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The HTTP method it meets, in capitals; null meets every one.</summary>
    public string? Method { get; init; }

    /// <summary>The beginning of the paths it meets, such as '/services/oauth2'; null meets every one.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>The SOAP operation it meets, such as 'deploy'; null meets every request.</summary>
    public string? SoapOperation { get; init; }

    /// <summary>The first of the matching requests that fails, counted from 1.</summary>
    public int Nth { get; init; } = 1;

    /// <summary>How many matching requests fail from there on.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How long the answer takes; for <see cref="FaultKind.Latency"/>.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What the Retry-After header says, in whole seconds; null sends none. For 429 and 503.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
