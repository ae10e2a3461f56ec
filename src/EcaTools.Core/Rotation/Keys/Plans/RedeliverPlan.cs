using EcaTools.Core.Delivery;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>Delivers the app's own pair to a target that holds another one. Nothing is rotated.</summary>
public sealed class RedeliverPlan : RotationPlan
{
    private readonly RotationDecision _decision;

    internal RedeliverPlan(
        KeyRotationSession session,
        PairState state,
        ICredentialTarget target,
        RotationDecision decision
    )
        : base(session, state, target)
    {
        _decision = decision;
        string found =
            state.PairOf(state.Read!) == CallerPair.Previous ? "the previous pair" : "no valid pair of the app";
        Steps = [$"deliver the app's own pair to {target.Name}, which holds {found}", "read it back and compare"];
    }

    private protected override async Task<EcaKeyRotation> RunAsync(
        RotationProgress progress,
        CancellationToken cancellation
    )
    {
        // What was rotated before stays in the journal as it is. No login proves the pair, which the org itself gave:
        // its token would look like a caller's to Complete-EcaKeyRotation.
        KeyRotationStep step = Found.Entry?.Step ?? KeyRotationStep.None;
        progress.ExpectDelivery();
        await progress.RecordAsync(step, entry => entry with { Target = Target.Name }).ConfigureAwait(false);
        await progress.DeliverAsync(cancellation).ConfigureAwait(false);
        await progress.RecordAsync(step, entry => entry with { DeliveredAt = Session.Now }).ConfigureAwait(false);
        KeyRotationState outcome =
            _decision.Action == RotationAction.None ? KeyRotationState.Redelivered : KeyRotationState.NeedsHuman;
        return Session.Result(
            progress.State,
            outcome,
            $"{Target.Name} did not hold the app's own pair; it was delivered there again.",
            _decision.Reason
        );
    }
}
