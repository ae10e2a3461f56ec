using System.Collections.Immutable;
using EcaTools.Core.Credentials;

namespace EcaTools.Core.Rotation.Keys;

/// <summary>What became of the rotation of one consumer, or where it stands. It holds fingerprints, and a secret only
/// if one was asked for.</summary>
public sealed record EcaKeyRotation
{
    /// <summary>The alias of the org.</summary>
    public required string OrgAlias { get; init; }

    /// <summary>The app's full name.</summary>
    public required string App { get; init; }

    /// <summary>The app's record id (prefix 0xI).</summary>
    public required string AppId { get; init; }

    /// <summary>What the org calls the consumer.</summary>
    public required string ConsumerName { get; init; }

    /// <summary>The consumer's id (prefix 888).</summary>
    public required string ConsumerId { get; init; }

    /// <summary>What became of it.</summary>
    public required KeyRotationState State { get; init; }

    /// <summary>How far it is, according to the journal.</summary>
    public KeyRotationStep Step { get; init; }

    /// <summary>How old the app's own pair is; null if neither the journal nor the org tells.</summary>
    [FlatJson]
    public TimeSpan? Age { get; init; }

    /// <summary>When the app's own pair became that; null if it is not known.</summary>
    public DateTimeOffset? PromotedAt { get; init; }

    /// <summary>Until when the previous pair is valid; null if there is none.</summary>
    public DateTimeOffset? PreviousValidUntil { get; init; }

    /// <summary>How long the previous pair is valid from now; null if there is none.</summary>
    [FlatJson]
    public TimeSpan? PreviousValidFor { get; init; }

    /// <summary>Until when the staged pair is valid unless it is promoted; null if there is none.</summary>
    public DateTimeOffset? StagedValidUntil { get; init; }

    /// <summary>How long the staged pair is valid from now; null if there is none.</summary>
    [FlatJson]
    public TimeSpan? StagedValidFor { get; init; }

    /// <summary>A fingerprint of the app's own consumer key. It is keyed by the journal and means nothing
    /// elsewhere.</summary>
    public string? KeyFingerprint { get; init; }

    /// <summary>A fingerprint of the second pair's consumer key, staged or previous; null if there is none.</summary>
    public string? OtherKeyFingerprint { get; init; }

    /// <summary>The delivery target of the last run; null if nothing was delivered.</summary>
    public string? Target { get; init; }

    /// <summary>Every known delivery target, and which pair callers get there.</summary>
    [FlatJson]
    public ImmutableArray<EcaKeyPlace> Places { get; init; } = [];

    /// <summary>The users who were seen calling, if the command looked for them.</summary>
    [FlatJson]
    public ImmutableArray<EcaKeyCaller> Callers { get; init; } = [];

    /// <summary>What to do next, in words; null if nothing is to be done.</summary>
    public string? NextStep { get; init; }

    /// <summary>The app's own pair with its secret, if it was asked for; else null.</summary>
    [FlatJson]
    public EcaCredential? Credential { get; init; }

    /// <summary>The app, the consumer and the state.</summary>
    public override string ToString() => $"{App}/{ConsumerName}: {State}";
}
