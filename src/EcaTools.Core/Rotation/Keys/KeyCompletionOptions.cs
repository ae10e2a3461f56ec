namespace EcaTools.Core.Rotation.Keys;

/// <summary>When a previous pair is revoked before it expires.</summary>
public sealed record KeyCompletionOptions
{
    /// <summary>Whether it is revoked whoever calls, and however old the rotation is.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// How long callers must have had the new pair: longer than a caller keeps a pair in memory, or than the longest
    /// time between two calls. A day by default.
    /// </summary>
    public TimeSpan MinimumAge { get; init; } = TimeSpan.FromDays(1);
}
