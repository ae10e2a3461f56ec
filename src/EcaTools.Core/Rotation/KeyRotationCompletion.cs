using System.Collections.Immutable;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;

namespace EcaTools.Core.Rotation;

/// <summary>
/// Revokes the previous pair before its time is over, where the org's list of tokens shows that nobody has called since the rotation, or
/// where it is wanted in any case. Who called by a token from before the rotation lives on the previous pair; of whom called by a later
/// one it can't be told.
/// </summary>
/// <param name="session">The app.</param>
public sealed class KeyRotationCompletion(KeyRotationSession session)
{
    /// <summary>Looks whether the previous pair can go. It changes nothing.</summary>
    /// <param name="consumer">One of the session's consumers.</param>
    /// <param name="force">Whether it goes whoever calls.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>OwnAppRefused</c>, those of reading credentials, or those of the wire.</exception>
    public async Task<KeyRotationPlan> PlanAsync(EcaConsumer consumer, bool force, CancellationToken cancellation = default)
    {
        RotationJudge judge = await session.LookAsync(consumer, cancellation).ConfigureAwait(false);
        switch (judge.Second?.Credential.State)
        {
            case EcaCredentialState.Staged:
                return Closed(KeyRotationState.NeedsHuman, "A staged pair is there, and no previous one: end the rotation first, with Invoke-EcaKeyRotation or Undo-EcaKeyRotation.", []);
            case null or EcaCredentialState.Expired:
                return Closed(KeyRotationState.Completed, "There is no previous pair.", []);
        }

        if (session.Org.LoginConsumerKey == judge.Second.Credential.ConsumerKey)
        {
            throw RotationErrors.OwnAppRefused(session.App.Name, session.Org);
        }

        if (judge.Entry is { IsRunning: true } && !force)
        {
            return Closed(KeyRotationState.NeedsHuman, "The rotation has not ended: callers may have the previous pair only. Run Invoke-EcaKeyRotation again first.", []);
        }

        DateTimeOffset? promotedAt = judge.PromotedAt;
        DateTimeOffset? finishedAt = judge.IsPromotedOurs ? judge.Entry!.FinishedAt : null;
        ImmutableArray<EcaKeyCaller> callers = await new OAuthUsageReader(session.Org.GetClient())
            .CallersSinceAsync(consumer.AppId, promotedAt ?? DateTimeOffset.MinValue, finishedAt, cancellation).ConfigureAwait(false);
        if (!callers.IsEmpty && !force)
        {
            int known = callers.Count(caller => caller.Pair == CallerPair.Previous);
            string who = known > 0
                ? $"{known} of {callers.Length} users since the rotation live on the previous pair."
                : $"{callers.Length} users got tokens since the rotation, and the org does not tell by which pair.";
            return Closed(KeyRotationState.NeedsHuman, $"{who} Callers names them. Once they have the new pair, -Force revokes the previous one.", callers);
        }

        return new KeyRotationPlan(consumer, new ReturnedTarget(), judge, new RotationDecision(RotationAction.GoOnPromoted), ["revoke the previous pair, and every token that it got", .. callers.Select(caller => $"which ends the access of {caller}")], null) { Callers = callers };

        KeyRotationPlan Closed(KeyRotationState state, string reason, ImmutableArray<EcaKeyCaller> who) =>
            new(consumer, new ReturnedTarget(), judge, new RotationDecision(RotationAction.Leave, reason), [], session.Result(consumer, state, judge, reason) with { Callers = who });
    }

    /// <summary>Carries a plan out.</summary>
    /// <exception cref="EcaException"><c>ChangeOutcomeUnknown</c>: run it again. Or another error of the wire or of the journal.</exception>
    public async Task<EcaKeyRotation> RunAsync(KeyRotationPlan plan, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Outcome is not null)
        {
            return plan.Outcome;
        }

        EcaConsumer consumer = plan.Consumer;
        StagedPair previous = plan.Judge.Second!;
        await session.Credentials.DeleteStagedAsync(consumer, previous.Id, cancellation).ConfigureAwait(false);
        if (plan.Judge.Entry is { } entry)
        {
            session.Journal.Write(consumer.ConsumerId, entry with { Step = KeyRotationStep.Completed, PreviousValidUntil = null });
        }

        RotationJudge done = plan.Judge with { Entry = session.Journal[consumer.ConsumerId], Second = null, SecondKey = null };
        return session.Result(consumer, KeyRotationState.Completed, done) with { Callers = plan.Callers };
    }
}
