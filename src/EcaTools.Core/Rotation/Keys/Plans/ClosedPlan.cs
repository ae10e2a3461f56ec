using EcaTools.Core.Delivery;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>A plan in which nothing is left to do.</summary>
public sealed class ClosedPlan : RotationPlan
{
    internal ClosedPlan(KeyRotationSession session, PairState state, ICredentialTarget target, EcaKeyRotation outcome)
        : base(session, state, target) => (Outcome, Callers) = (outcome, outcome.Callers);

    /// <inheritdoc/>
    public override EcaKeyRotation Outcome { get; }

    private protected override Task<EcaKeyRotation> RunAsync(
        RotationProgress progress,
        CancellationToken cancellation
    ) => Task.FromResult(Outcome);
}
