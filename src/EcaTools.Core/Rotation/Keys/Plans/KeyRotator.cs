using EcaTools.Core.Delivery;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>
/// Plans the rotation of a consumer's key and secret, so that callers can log in at every moment, however and whenever
/// a run ends. A later run resumes it.
/// </summary>
/// <param name="session">The app.</param>
/// <param name="options">How.</param>
public sealed class KeyRotator(KeyRotationSession session, KeyRotationOptions options)
{
    private readonly PairProof _proof = new(session.Org, options.Verify);

    /// <summary>Looks at what there is to do with a consumer. It changes nothing.</summary>
    /// <param name="consumer">One of the session's consumers.</param>
    /// <param name="target">Where its callers fetch the pair.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>OwnAppRefused</c>, an error of the target, or those of reading
    /// credentials.</exception>
    public async Task<RotationPlan> PlanAsync(
        Credentials.EcaConsumer consumer,
        ICredentialTarget target,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(target);
        PairState state = await session.MatchOrgRecordsAsync(consumer, target, cancellation).ConfigureAwait(false);
        RotationDecision decision = RotationDecision.Of(state, options.AdoptStaged, options.IfOlderThan);
        if (decision.Action is RotationAction.None or RotationAction.NeedsDecision)
        {
            return NeedsDelivery(state, decision)
                ? new RedeliverPlan(session, state, target, decision)
                : new ClosedPlan(session, state, target, session.Result(state, StateOf(decision), decision.Reason));
        }

        await session.RefuseOwnAppAsync(state, _proof, cancellation).ConfigureAwait(false);
        return decision.Action == RotationAction.Stage
            ? new StagePlan(session, state, target, options)
            : new ResumePlan(session, state, target, options, decision.Action == RotationAction.ResumePromoted);
    }

    /// <summary>
    /// Whether callers of the target need the app's own pair, though no rotation is due: what they get there is not
    /// valid, or is the previous pair of a rotation that is done.
    /// </summary>
    private static bool NeedsDelivery(PairState state, RotationDecision decision)
    {
        if (state.Read is not { } read || state.Entry is { IsRunning: true, IsImmediate: true })
        {
            return false;
        }

        CallerPair pair = state.PairOf(read);
        return pair == CallerPair.Ended || (pair == CallerPair.Previous && decision.Action == RotationAction.None);
    }

    private static KeyRotationState StateOf(RotationDecision decision) =>
        decision.Action == RotationAction.None ? KeyRotationState.NotDue : KeyRotationState.NeedsHuman;
}
