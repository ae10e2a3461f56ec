using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>Gives callers the pair that they had before a rotation.</summary>
public sealed class UndoPlan : RotationPlan
{
    private readonly PairProof _proof;
    private readonly bool _wasPromoted;

    internal UndoPlan(
        KeyRotationSession session,
        PairState state,
        ICredentialTarget target,
        KeyRotationOptions options,
        bool wasPromoted
    )
        : base(session, state, target)
    {
        (_proof, _wasPromoted) = (new PairProof(session.Org, options.Verify), wasPromoted);
        string which = wasPromoted ? "the previous pair" : "the app's own pair";
        Steps = Numbered([
            $"log in with {which}",
            $"deliver it to {target.Name}, unless it is there",
            target.CanReadBack ? "read it back and log in" : null,
            wasPromoted ? "ask the org to promote it again" : null,
            IsStaged ? "delete the staged pair" : null,
        ]);
    }

    private bool IsStaged =>
        !_wasPromoted && Found.Second is { Credential.State: EcaCredentialState.Staged or EcaCredentialState.Expired };

    private protected override async Task<EcaKeyRotation> RunAsync(
        RotationProgress progress,
        CancellationToken cancellation
    )
    {
        progress.Pair = _wasPromoted ? Found.Second!.Credential : Found.Current;
        if (progress.Pair.Secret.Length == 0)
        {
            throw CredentialErrors.SecretNotGiven(Consumer);
        }

        await progress
            .RequireLoginAsync(_proof, "The pair that callers had", TimeSpan.Zero, cancellation)
            .ConfigureAwait(false);
        bool hadNew = Found
            .PlacesOf(_wasPromoted ? Found.CurrentKey : Found.SecondKey)
            .Any(place => place.Name == Target.Name);
        bool isHeld = Found.Read is not null && progress.IsDelivered;
        if (!isHeld)
        {
            progress.ExpectDelivery();
        }

        await progress
            .RecordAsync(
                KeyRotationStep.Undoing,
                entry =>
                    entry with
                    {
                        OldKey = progress.Fingerprint(progress.Pair),
                        NewKey = _wasPromoted ? Found.CurrentKey : entry.NewKey ?? Found.SecondKey,
                        IsImmediate = false,
                        Target = Target.Name,
                    }
            )
            .ConfigureAwait(false);
        if (!isHeld)
        {
            await progress.DeliverAsync(cancellation).ConfigureAwait(false);
            await progress
                .RequireLoginAsync(_proof, $"What {Target.Name} gave back", TimeSpan.Zero, cancellation)
                .ConfigureAwait(false);
        }

        return _wasPromoted
            ? await PromoteAgainAsync(progress, cancellation).ConfigureAwait(false)
            : await RemoveAsync(progress, hadNew, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends the staged pair, unless other callers may have it.</summary>
    private async Task<EcaKeyRotation> RemoveAsync(
        RotationProgress progress,
        bool hadNew,
        CancellationToken cancellation
    )
    {
        string? adopted = null;
        if (IsStaged)
        {
            bool isValid = Found.Second!.Credential.State == EcaCredentialState.Staged;
            string[] others =
            [
                .. progress
                    .State.PlacesOf(Found.SecondKey)
                    .Select(place => place.Name)
                    .Where(name => name != Target.Name),
            ];
            if (isValid && others.Length > 0)
            {
                await progress.RecordAsync(KeyRotationStep.Undoing).ConfigureAwait(false);
                return Session.Result(
                    progress.State,
                    KeyRotationState.NeedsHuman,
                    $"{Target.Name} has the app's own pair again. The staged pair was not deleted, "
                        + $"because callers may still get it from "
                        + $"{string.Join(" and from ", others)}. Run Undo-EcaKeyRotation with that target, too."
                );
            }

            adopted =
                Found.IsStagedOurs || !isValid
                    ? null
                    : "This journal does not know where the staged pair was delivered. Callers that fetch "
                        + "it from another target than "
                        + $"{Target.Name} are locked out: run Invoke-EcaKeyRotation with that target, which "
                        + $"delivers the app's own pair there.";
            await Session.Credentials.DeleteStagedAsync(Consumer, Found.Second.Id, cancellation).ConfigureAwait(false);
            progress.State = progress.State with { Second = null, SecondKey = null };
        }

        await FinishAsync(progress).ConfigureAwait(false);
        string? refetch =
            hadNew && IsStaged
                ? "Callers that fetched the staged pair meanwhile are locked out until they fetch theirs again."
                : null;
        return Session.Result(progress.State, KeyRotationState.Undone, adopted, refetch);
    }

    private async Task<EcaKeyRotation> PromoteAgainAsync(RotationProgress progress, CancellationToken cancellation)
    {
        StagedPair previous = Found.Second!;
        try
        {
            await Session.Credentials.PromoteAsync(Consumer, previous.Id, cancellation).ConfigureAwait(false);
        }
        catch (EcaException refused)
            when (refused.ErrorId
                    is nameof(SalesforceErrors.RequestRefused)
                        or nameof(SalesforceErrors.PermissionDenied)
                        or nameof(CredentialErrors.SecretAccessDenied)
            )
        {
            await FinishAsync(progress).ConfigureAwait(false);
            return Session.Result(
                progress.State,
                KeyRotationState.NeedsHuman,
                $"Callers have the previous pair again, but {Session.Org.Alias} does not promote it, so it ends at "
                    + $"{PairState.Text(previous.ExpirationDate)}. Fix what kept callers from the new pair "
                    + $"by then, and deliver that one with "
                    + "Invoke-EcaKeyRotation -AdoptStaged."
            );
        }
        catch (EcaException unclear)
            when (unclear.ErrorId is nameof(SalesforceErrors.ChangeOutcomeUnknown) or nameof(SalesforceErrors.NotFound))
        {
            await progress.LookAgainAsync(Consumer, cancellation).ConfigureAwait(false);
            if (progress.State.SecondKey == progress.Fingerprint(previous.Credential))
            {
                throw;
            }

            if (progress.State.CurrentKey != progress.Fingerprint(previous.Credential))
            {
                return await ReturnAsync(progress, cancellation).ConfigureAwait(false);
            }
        }

        await progress.LookAgainAsync(Consumer, cancellation).ConfigureAwait(false);
        await FinishAsync(progress).ConfigureAwait(false);
        return Session.Result(progress.State, KeyRotationState.Undone);
    }

    /// <summary>The previous pair was revoked meanwhile: callers must not be left with it.</summary>
    private async Task<EcaKeyRotation> ReturnAsync(RotationProgress progress, CancellationToken cancellation)
    {
        progress.Pair = progress.State.Current;
        await progress.DeliverAsync(cancellation).ConfigureAwait(false);
        await progress
            .RecordAsync(
                KeyRotationStep.Done,
                entry => entry with { FinishedAt = Session.Now, PreviousValidUntil = null }
            )
            .ConfigureAwait(false);
        return Session.Result(
            progress.State,
            KeyRotationState.NeedsHuman,
            "Somebody revoked the previous pair meanwhile, so the rotation can't be undone. Callers get "
                + "the app's own pair."
        );
    }

    private Task FinishAsync(RotationProgress progress) =>
        progress.RecordAsync(KeyRotationStep.Undone, entry => entry with { FinishedAt = Session.Now });
}
