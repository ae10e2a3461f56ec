using System.Collections.Immutable;
using EcaTools.Core.Credentials;

namespace EcaTools.Core.Rotation;

/// <summary>What a run would do with one consumer. Making it changed nothing.</summary>
public sealed class KeyRotationPlan
{
    internal KeyRotationPlan(EcaConsumer consumer, ICredentialTarget target, RotationJudge judge, RotationDecision decision, ImmutableArray<string> steps, EcaKeyRotation? outcome) =>
        (Consumer, Target, Judge, Decision, Steps, Outcome) = (consumer, target, judge, decision, steps, outcome);

    /// <summary>The consumer.</summary>
    public EcaConsumer Consumer { get; }

    /// <summary>The steps, in words and in order; none where nothing would be done.</summary>
    public ImmutableArray<string> Steps { get; }

    /// <summary>The result where nothing is to be done; else null.</summary>
    public EcaKeyRotation? Outcome { get; }

    /// <summary>Who was seen calling, where that was asked.</summary>
    public ImmutableArray<EcaKeyCaller> Callers { get; internal init; } = [];

    internal ICredentialTarget Target { get; }

    internal RotationJudge Judge { get; }

    internal RotationDecision Decision { get; }
}
