namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>Delivers the app's own pair to a target that holds another one. Nothing is rotated.</summary>
public sealed class RedeliverPlan : RotationPlan
{
    private readonly PairProof proof;
    private readonly RotationDecision decision;

    internal RedeliverPlan(
        KeyRotationSession session, PairState state, ICredentialTarget target, KeyRotationOptions options, RotationDecision decision)
        : base(session, state, target)
    {
        (proof, this.decision) = (new PairProof(session.Org, options.Verify), decision);
        string found = state.PairOf(state.Read!) == CallerPair.Previous ? "the previous pair" : "no valid pair of the app";
        Steps = [$"deliver the app's own pair to {target.Name}, which holds {found}", "read it back and compare", "log in with it"];
    }

    private protected override async Task<EcaKeyRotation> RunAsync(RotationProgress progress, CancellationToken cancellation)
    {
        // What was rotated before stays in the journal as it is.
        KeyRotationStep step = Found.Entry?.Step ?? KeyRotationStep.None;
        progress.ExpectDelivery();
        progress.Record(step, entry => entry with { Target = Target.Name });
        await progress.DeliverAsync(cancellation).ConfigureAwait(false);
        await progress.RequireLoginAsync(proof, "The app's own pair", TimeSpan.Zero, cancellation).ConfigureAwait(false);
        progress.Record(step);
        KeyRotationState outcome = decision.Action == RotationAction.None ? KeyRotationState.Redelivered : KeyRotationState.NeedsHuman;
        return Session.Result(
            progress.State, outcome, $"{Target.Name} did not hold the app's own pair; it was delivered there again.", decision.Reason);
    }
}
