using System.Text.Json.Serialization;

namespace EcaTools.Core.Rotation;

/// <summary>What the journal remembers of one consumer. It holds fingerprints of consumer keys, and nothing of a secret. Times are the org's.</summary>
internal sealed record RotationEntry
{
    /// <summary>What the org calls the consumer.</summary>
    public required string Name { get; init; }

    /// <summary>How far the rotation is.</summary>
    public KeyRotationStep Step { get; init; }

    /// <summary>When it was begun.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The fingerprint of the key that was the app's own when it was begun.</summary>
    public string? OldKey { get; init; }

    /// <summary>The fingerprint of the key that was staged; null until the org's answer was read.</summary>
    public string? NewKey { get; init; }

    /// <summary>Where it is delivered.</summary>
    public string? Target { get; init; }

    /// <summary>Whether the new pair was delivered and proved.</summary>
    public bool IsDelivered { get; init; }

    /// <summary>Whether the key and secret are replaced at once, without a staged pair.</summary>
    public bool IsImmediate { get; init; }

    /// <summary>When the new pair became the app's own.</summary>
    public DateTimeOffset? PromotedAt { get; init; }

    /// <summary>When the last login of ours by the new pair was.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Until when the previous pair is good.</summary>
    public DateTimeOffset? PreviousValidUntil { get; init; }

    /// <summary>Whether it was begun and has not ended.</summary>
    [JsonIgnore]
    public bool IsRunning => Step is not (KeyRotationStep.None or KeyRotationStep.Done or KeyRotationStep.Completed or KeyRotationStep.Undone);
}
