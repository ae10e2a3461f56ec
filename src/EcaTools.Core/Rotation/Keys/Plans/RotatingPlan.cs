using System.Collections.Immutable;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>
/// What staging and resuming share: a pair is proved, delivered, read back, proved again and promoted. If an org
/// accepts a staged pair only after its promotion, it is promoted first and delivered when it logs in. Callers can log
/// in at every moment.
/// </summary>
public abstract class RotatingPlan : RotationPlan
{
    // Salesforce Help: stage OAuth credentials.
    private static readonly TimeSpan PreviousLives = TimeSpan.FromDays(30);

    private readonly PairProof _proof;

    private protected RotatingPlan(
        KeyRotationSession session,
        PairState state,
        ICredentialTarget target,
        KeyRotationOptions options
    )
        : base(session, state, target) => (Options, _proof) = (options, new PairProof(session.Org, options.Verify));

    private protected KeyRotationOptions Options { get; }

    /// <summary>The steps of a delivery, in words.</summary>
    private protected static string[] DeliverySteps(ICredentialTarget target) =>
        target.CanReadBack
            ? [$"deliver it to {target.Name}", "read it back and compare", "log in with what was read back"]
            : [$"deliver it to {target.Name} (which can't be read back)"];

    /// <summary>The steps from a staged pair on, in words.</summary>
    private protected static ImmutableArray<string> PromotionSteps(ICredentialTarget target) =>
        [
            "log in with it (if the org does not accept it yet, promote it before it is delivered)",
            .. DeliverySteps(target),
            "promote it; the previous pair stays valid for up to 30 days",
            "log in with it again",
        ];

    /// <summary>Delivers and promotes the staged pair, in the order that keeps callers logged in, and
    /// finishes.</summary>
    private protected async Task<EcaKeyRotation> PromoteAsync(
        RotationProgress progress,
        StagedPair staged,
        KeyRotationState outcome,
        CancellationToken cancellation
    )
    {
        progress.Pair =
            staged.Credential.Secret.Length > 0 ? staged.Credential : throw CredentialErrors.SecretNotGiven(Consumer);
        if (Options.Order != KeyRotationOrder.PromoteFirst)
        {
            await DeliverStagedAsync(progress, cancellation).ConfigureAwait(false);
        }

        await progress.RecordAsync(KeyRotationStep.Promoting).ConfigureAwait(false);
        string oldKey = progress.State.Current.ConsumerKey;
        StagedPair? previous = await PromoteOrFindAsync(progress, staged, cancellation).ConfigureAwait(false);
        if (previous?.Credential.ConsumerKey != oldKey)
        {
            previous = await Session.Credentials.GetStagedAsync(Consumer, cancellation).ConfigureAwait(false);
        }

        DateTimeOffset promotedAt = previous?.CreatedDate ?? Session.Now;
        previous = previous is null
            ? null
            : previous with
            {
                ExpirationDate = previous.ExpirationDate ?? promotedAt + PreviousLives,
            };
        progress.State = progress.State with
        {
            Current = staged.Credential with { State = EcaCredentialState.Current },
            CurrentKey = progress.Fingerprint(staged.Credential),
            Second = previous,
            SecondKey = previous is null ? null : progress.Fingerprint(previous.Credential),
        };
        await progress
            .RecordAsync(
                KeyRotationStep.Promoted,
                entry => entry with { PromotedAt = promotedAt, PreviousValidUntil = previous?.ExpirationDate }
            )
            .ConfigureAwait(false);
        return await FinishAsync(progress, outcome, cancellation).ConfigureAwait(false);
    }

    /// <summary>Logs in with the promoted pair, delivers it if callers don't have it yet, and closes the
    /// rotation.</summary>
    private protected async Task<EcaKeyRotation> FinishAsync(
        RotationProgress progress,
        KeyRotationState outcome,
        CancellationToken cancellation
    )
    {
        await progress
            .RequireLoginAsync(_proof, "The promoted pair", Options.MaximumWait, cancellation)
            .ConfigureAwait(false);
        if (!progress.IsDelivered)
        {
            await progress.DeliverAndProveAsync(_proof, cancellation).ConfigureAwait(false);
        }

        await progress
            .RecordAsync(KeyRotationStep.Done, entry => entry with { FinishedAt = Session.Now })
            .ConfigureAwait(false);
        PairState state = progress.State;
        string previous = state.IsPrevious
            ? $"The previous pair stays valid until {PairState.Text(state.Second!.ExpirationDate)}. "
                + $"Complete-EcaKeyRotation revokes it "
                + "earlier, once no caller needs it."
            : "There is no previous pair any more.";
        EcaKeyRotation result = Session.Result(state, outcome, [.. Elsewhere(state), previous]);
        return Options.IncludeCredential
            ? result with
            {
                Credential = progress.Pair with { State = EcaCredentialState.Current },
            }
            : result;
    }

    /// <summary>The other targets whose callers don't have the app's own pair yet.</summary>
    private IEnumerable<string> Elsewhere(PairState state)
    {
        PlaceKeys[] others =
        [
            .. state
                .Places.Where(place => place.Name != Target.Name && state.PairOf(place) != CallerPair.Current)
                .Except(state.LockedOut),
        ];
        return others.Length == 0
            ? []
            : [.. others.Select(state.Describe), "Run Invoke-EcaKeyRotation with that target, too."];
    }

    private async Task DeliverStagedAsync(RotationProgress progress, CancellationToken cancellation)
    {
        // A pair that does not log in must never get to where callers fetch theirs.
        TimeSpan wait = Options.Order == KeyRotationOrder.DeliverFirst ? Options.MaximumWait : TimeSpan.Zero;
        string? refusal = await _proof.RefusalAsync(progress.Pair, wait, cancellation).ConfigureAwait(false);
        if (refusal is not null)
        {
            if (Options.Order == KeyRotationOrder.DeliverFirst)
            {
                throw RotationErrors.PairRefused(Consumer, "The staged pair", refusal);
            }

            return;
        }

        try
        {
            await progress.DeliverAndProveAsync(_proof, cancellation).ConfigureAwait(false);
        }
        catch (EcaException refused) when (refused.ErrorId == nameof(RotationErrors.PairRefused))
        {
            // It logged in a moment ago. Whatever has happened since, the pair that callers had is still the app's own.
            progress.Pair = progress.State.Current;
            await progress.DeliverAsync(cancellation).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Promotes the staged pair. If the response is lost or refuses it, the org is asked what it has
    /// now.</summary>
    /// <returns>The pair that was replaced; null if the org did not show it.</returns>
    private async Task<StagedPair?> PromoteOrFindAsync(
        RotationProgress progress,
        StagedPair staged,
        CancellationToken cancellation
    )
    {
        try
        {
            return await Session.Credentials.PromoteAsync(Consumer, staged.Id, cancellation).ConfigureAwait(false);
        }
        catch (EcaException unclear)
            when (unclear.ErrorId
                    is nameof(SalesforceErrors.ChangeOutcomeUnknown)
                        or nameof(SalesforceErrors.NotFound)
                        or nameof(SalesforceErrors.RequestRefused)
            )
        {
            await progress.LookAgainAsync(Consumer, cancellation).ConfigureAwait(false);
            if (progress.State.CurrentKey == progress.Fingerprint(staged.Credential))
            {
                // Another machine that continues with the same pair was faster, or the response was lost after the
                // change.
                return progress.State.Second;
            }

            if (progress.State.SecondKey == progress.Fingerprint(staged.Credential))
            {
                throw;
            }

            await ReturnAsync(progress, cancellation).ConfigureAwait(false);
            throw RotationErrors.StagedPairGone(Consumer, unclear);
        }
    }

    /// <summary>The staged pair is gone: callers of the target get the app's own pair, whatever they had.</summary>
    private async Task ReturnAsync(RotationProgress progress, CancellationToken cancellation)
    {
        progress.Pair = progress.State.Current;
        if (!progress.IsDelivered)
        {
            await progress.DeliverAsync(cancellation).ConfigureAwait(false);
        }

        await progress
            .RecordAsync(KeyRotationStep.Undone, entry => entry with { FinishedAt = Session.Now })
            .ConfigureAwait(false);
    }
}
