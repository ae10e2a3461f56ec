using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace EcaTools.Core.Rotation.Keys;

/// <summary>What the journal remembers of one consumer. It holds fingerprints of consumer keys and no secret. Times are
/// the org's.</summary>
internal sealed record RotationEntry
{
    /// <summary>What the org calls the consumer.</summary>
    public required string Name { get; init; }

    /// <summary>How far the rotation is.</summary>
    public KeyRotationStep Step { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The fingerprint of the key that was the app's own when it began.</summary>
    public string? OldKey { get; init; }

    /// <summary>The fingerprint of the key that was staged; null until the org's response was read.</summary>
    public string? NewKey { get; init; }

    /// <summary>The delivery target of the last run.</summary>
    public string? Target { get; init; }

    /// <summary>Every target that callers may fetch a pair from, and which keys it may give them.</summary>
    public ImmutableArray<PlaceKeys> Places { get; init; } = [];

    /// <summary>Whether the key and secret are replaced immediately, without a staged pair.</summary>
    public bool IsImmediate { get; init; }

    /// <summary>When the new pair became the app's own.</summary>
    public DateTimeOffset? PromotedAt { get; init; }

    /// <summary>When this rotation's last login with the new pair was; or when the rotation was undone.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When a target that held another pair was given the app's own again.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Until when the previous pair is valid.</summary>
    public DateTimeOffset? PreviousValidUntil { get; init; }

    /// <summary>Whether it began and has not ended.</summary>
    [JsonIgnore]
    public bool IsRunning =>
        Step
            is not (
                KeyRotationStep.None
                or KeyRotationStep.Done
                or KeyRotationStep.Completed
                or KeyRotationStep.Undone
            );

    /// <summary>Whether callers were given the previous pair back, or are about to be.</summary>
    [JsonIgnore]
    public bool IsTakenBack => Step is KeyRotationStep.Undoing or KeyRotationStep.Undone;
}
