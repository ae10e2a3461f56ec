using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>
/// Plans to undo a rotation: callers get the pair that they had, and only then the staged one ends. After the promotion
/// the previous pair is delivered, and the org is asked to promote it again. That an org does so is UNCONFIRMED; if it
/// refuses, that pair's days are counted.
/// </summary>
/// <param name="session">The app.</param>
/// <param name="options">How; <c>AdoptStaged</c> also undoes what the journal does not know.</param>
public sealed class KeyRotationUndo(KeyRotationSession session, KeyRotationOptions options)
{
    /// <summary>Looks at what there is to undo. It changes nothing.</summary>
    /// <param name="consumer">One of the session's consumers.</param>
    /// <param name="target">Where its callers fetch the pair.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>ParameterMissing</c>, an error of the target, or those of reading
    /// credentials.</exception>
    public async Task<RotationPlan> PlanAsync(
        EcaConsumer consumer,
        ICredentialTarget target,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(target);
        PairState state = await session.MatchOrgRecordsAsync(consumer, target, cancellation).ConfigureAwait(false);
        if (
            state.Entry is { IsRunning: true, IsImmediate: true }
            && !(options.AdoptStaged && state.Entry.OldKey == state.CurrentKey)
        )
        {
            // Its deploy may still be running, and would end the pair that callers are given back.
            return Ask(
                state,
                target,
                "The key and secret are being replaced immediately, which can't be undone. Run "
                    + "Invoke-EcaKeyRotation -Immediate again, which "
                    + "finishes it. If the app still has its old key and no deployment of its settings is "
                    + "running or waiting (Setup > Deployment "
                    + "Status), Undo-EcaKeyRotation -AdoptStaged ends the attempt."
            );
        }

        return state.Second?.Credential.State switch
        {
            EcaCredentialState.Staged => PlanStaged(state, target),
            EcaCredentialState.Previous => PlanPromoted(state, target),
            _ when state.Entry is { IsRunning: true } entry && entry.OldKey == state.CurrentKey => Return(
                state,
                target
            ),
            _ => Nothing(
                state,
                target,
                "There is nothing to undo: no pair is staged, and there is no previous pair any more."
            ),
        };
    }

    private RotationPlan PlanStaged(PairState state, ICredentialTarget target)
    {
        if (!state.IsStagedOurs && !options.AdoptStaged)
        {
            return Ask(state, target, RotationDecision.Of(state, adopt: false, ifOlderThan: null).Reason);
        }

        RequireTarget(state, target, state.SecondKey);
        return Return(state, target);
    }

    private RotationPlan PlanPromoted(PairState state, ICredentialTarget target)
    {
        bool isUndone = state.Entry is { Step: KeyRotationStep.Undone };
        if (state.IsPutBack)
        {
            return isUndone && state.Find(target.Name) is { } place && state.PairOf(place) == CallerPair.Current
                ? Nothing(state, target, "It was already undone.")
                : Return(state, target);
        }

        if (!state.IsPromotedOurs && !options.AdoptStaged)
        {
            const string Reason =
                "The journal does not know the rotation that made the app's own pair. -AdoptStaged "
                + "undoes it nevertheless.";
            return Ask(state, target, Reason);
        }

        if (isUndone && !state.PlacesOf(state.CurrentKey).Any(place => place.Name == target.Name))
        {
            return Nothing(state, target, "It was already undone, as far as the org allows.");
        }

        RequireTarget(state, target, state.CurrentKey);
        return new UndoPlan(session, state, target, options, wasPromoted: true);
    }

    private UndoPlan Return(PairState state, ICredentialTarget target) =>
        new(session, state, target, options, wasPromoted: false);

    /// <summary>Undoing at another target than those of the rotation would end the pair of the callers there.</summary>
    private static void RequireTarget(PairState state, ICredentialTarget target, string? newKey)
    {
        PlaceKeys[] places = [.. state.PlacesOf(newKey)];
        if (places.Length > 0 && !places.Any(place => place.Name == target.Name))
        {
            throw RotationErrors.UndoNeedsTarget(state.Current, places.Select(place => place.Name));
        }
    }

    private ClosedPlan Ask(PairState state, ICredentialTarget target, string? reason) =>
        new(session, state, target, session.Result(state, KeyRotationState.NeedsHuman, reason));

    private ClosedPlan Nothing(PairState state, ICredentialTarget target, string reason) =>
        new(session, state, target, session.Result(state, KeyRotationState.Undone, reason));
}
