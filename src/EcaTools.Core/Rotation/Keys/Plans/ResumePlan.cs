using EcaTools.Core.Delivery;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>Continues with a pair that is staged, or that is the app's own by now.</summary>
public sealed class ResumePlan : RotatingPlan
{
    private readonly bool _isPromoted;

    internal ResumePlan(
        KeyRotationSession session,
        PairState state,
        ICredentialTarget target,
        KeyRotationOptions options,
        bool isPromoted
    )
        : base(session, state, target, options)
    {
        _isPromoted = isPromoted;
        Steps = isPromoted
            ? ["log in with the app's own pair", .. DeliverySteps(target)]
            : ["continue with the staged pair", .. PromotionSteps(target)];
    }

    private protected override async Task<EcaKeyRotation> RunAsync(
        RotationProgress progress,
        CancellationToken cancellation
    )
    {
        bool isResumed = Found.Entry is { IsRunning: true };
        KeyRotationState outcome = isResumed ? KeyRotationState.Resumed : KeyRotationState.Rotated;
        string? newKey = _isPromoted ? Found.CurrentKey : Found.SecondKey;
        if (_isPromoted)
        {
            await progress
                .RecordAsync(
                    KeyRotationStep.Promoted,
                    entry =>
                        Begin(entry, isResumed) with
                        {
                            NewKey = newKey,
                            PromotedAt = Found.PromotedAt ?? entry.PromotedAt ?? Session.Now,
                            PreviousValidUntil = Found.IsPrevious
                                ? Found.Second!.ExpirationDate ?? entry.PreviousValidUntil
                                : null,
                        }
                )
                .ConfigureAwait(false);
            return await FinishAsync(progress, outcome, cancellation).ConfigureAwait(false);
        }

        await progress
            .RecordAsync(KeyRotationStep.Staged, entry => Begin(entry, isResumed) with { NewKey = newKey })
            .ConfigureAwait(false);
        return await PromoteAsync(progress, Found.Second!, outcome, cancellation).ConfigureAwait(false);
    }

    private RotationEntry Begin(RotationEntry known, bool isResumed) =>
        isResumed
            ? known with
            {
                Target = Target.Name,
            }
            : new RotationEntry
            {
                Name = Consumer.ConsumerName,
                StartedAt = Session.Now,
                OldKey = _isPromoted ? Found.SecondKey : Found.CurrentKey,
                Target = Target.Name,
            };
}
