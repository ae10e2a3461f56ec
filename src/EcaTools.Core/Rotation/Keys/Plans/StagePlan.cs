using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>Stages a new pair, delivers it and promotes it.</summary>
public sealed class StagePlan : RotatingPlan
{
    internal StagePlan(
        KeyRotationSession session,
        PairState state,
        ICredentialTarget target,
        KeyRotationOptions options
    )
        : base(session, state, target, options) =>
        Steps = [
            $"deliver the app's own pair to {target.Name}, to see that the target accepts it",
            "stage a new pair",
            .. PromotionSteps(target),
        ];

    private protected override async Task<EcaKeyRotation> RunAsync(
        RotationProgress progress,
        CancellationToken cancellation
    )
    {
        // A target that takes nothing must be found out before the org makes a pair. Afterwards callers certainly have
        // a valid pair.
        await progress.DeliverAsync(cancellation).ConfigureAwait(false);
        bool isResumed = Found.Entry is { IsRunning: true };
        progress.State = progress.State with { Places = [.. progress.State.Places.Where(IsRecent)] };
        await progress
            .RecordAsync(
                KeyRotationStep.Staging,
                _ => new RotationEntry
                {
                    Name = Consumer.ConsumerName,
                    StartedAt = Session.Now,
                    OldKey = Found.CurrentKey,
                    Target = Target.Name,
                }
            )
            .ConfigureAwait(false);
        StagedPair staged = await StageAsync(progress, cancellation).ConfigureAwait(false);
        string key = progress.Fingerprint(staged.Credential);
        progress.State = progress.State with { Second = staged, SecondKey = key };
        await progress.RecordAsync(KeyRotationStep.Staged, entry => entry with { NewKey = key }).ConfigureAwait(false);
        KeyRotationState outcome = isResumed ? KeyRotationState.Resumed : KeyRotationState.Rotated;
        return await PromoteAsync(progress, staged, outcome, cancellation).ConfigureAwait(false);
    }

    /// <summary>A target whose keys ended before the last rotation began has been reported since; it is
    /// forgotten.</summary>
    private bool IsRecent(PlaceKeys place) =>
        place.Keys.Any(key =>
            Found.PairOf(key) != CallerPair.Ended || key == Found.Entry?.OldKey || key == Found.Entry?.NewKey
        );

    /// <summary>Stages a new pair. If the response is lost, the org is asked whether it did.</summary>
    private async Task<StagedPair> StageAsync(RotationProgress progress, CancellationToken cancellation)
    {
        CredentialClient credentials = Session.Credentials;
        if (Found.Second is { } expired)
        {
            // Whether one that has expired makes room by itself is UNCONFIRMED.
            await credentials.DeleteStagedAsync(Consumer, expired.Id, cancellation).ConfigureAwait(false);
            progress.State = progress.State with { Second = null, SecondKey = null };
        }

        try
        {
            return await credentials.StageAsync(Consumer, cancellation).ConfigureAwait(false);
        }
        catch (EcaException lost) when (lost.ErrorId == nameof(SalesforceErrors.ChangeOutcomeUnknown))
        {
            await progress.LookAgainAsync(Consumer, cancellation).ConfigureAwait(false);
            if (!progress.State.IsStagedOurs)
            {
                throw;
            }

            return progress.State.Second!;
        }
        catch (EcaException refused) when (refused.ErrorId == nameof(SalesforceErrors.RequestRefused))
        {
            // It was not carried out, so a pair that somebody else stages from now on must not be taken for ours.
            await progress
                .RecordAsync(KeyRotationStep.Undone, entry => entry with { FinishedAt = Session.Now })
                .ConfigureAwait(false);
            throw;
        }
    }
}
