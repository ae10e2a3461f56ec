using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation;

/// <summary>
/// Takes a rotation back: callers get the pair that they had, and only then the staged one ends. After the promotion the previous pair is
/// delivered, and the org is asked to promote it again; that an org does so is UNCONFIRMED, and where it does not, that pair's days are counted.
/// </summary>
/// <param name="session">The app.</param>
/// <param name="options">How; <c>AdoptStaged</c> takes back what the journal does not know, too.</param>
public sealed class KeyRotationUndo(KeyRotationSession session, KeyRotationOptions options)
{
    private readonly PairProof proof = new(session.Org, options.Verify);

    /// <summary>Looks what there is to take back. It changes nothing.</summary>
    /// <param name="consumer">One of the session's consumers.</param>
    /// <param name="target">Where its callers fetch the pair.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>UndoNeedsTarget</c>, or those of reading credentials.</exception>
    public async Task<KeyRotationPlan> PlanAsync(EcaConsumer consumer, ICredentialTarget target, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        RotationJudge judge = await session.LookAsync(consumer, cancellation).ConfigureAwait(false);
        (RotationAction action, string? reason) = judge.Second?.Credential.State switch
        {
            EcaCredentialState.Staged when !judge.IsStagedOurs && !options.AdoptStaged => (RotationAction.Ask, judge.Decide(adopt: false, ifOlderThan: null).Reason),
            EcaCredentialState.Staged => (RotationAction.GoOnStaged, null),
            EcaCredentialState.Previous when !judge.IsPromotedOurs && !options.AdoptStaged =>
                (RotationAction.Ask, "The journal does not know the rotation that made the app's own pair. -AdoptStaged takes it back all the same."),
            EcaCredentialState.Previous when judge.Entry is { Step: KeyRotationStep.Undone } => (RotationAction.Leave, "It was taken back already, as far as the org lets it."),
            EcaCredentialState.Previous => (RotationAction.GoOnPromoted, null),
            _ when judge.Entry is { IsRunning: true } entry && entry.OldKey == judge.CurrentKey => (RotationAction.GoOnStaged, null),
            _ => (RotationAction.Leave, "There is nothing to take back: no pair is staged, and no previous one is good any more."),
        };
        RotationDecision decision = new(action, reason);
        if (reason is not null)
        {
            KeyRotationState state = action == RotationAction.Ask ? KeyRotationState.NeedsHuman : KeyRotationState.Undone;
            return new KeyRotationPlan(consumer, target, judge, decision, [], session.Result(consumer, state, judge, reason));
        }

        if (target is ReturnedTarget && judge.Entry is { Target: { } place, Step: not (KeyRotationStep.Staging or KeyRotationStep.Staged) } && place != target.Name)
        {
            throw RotationErrors.UndoNeedsTarget(consumer, place);
        }

        string which = action == RotationAction.GoOnStaged ? "the app's own pair" : "the previous pair";
        ImmutableArray<string> deliver = [$"log in with {which}", $"deliver it to {target.Name}", "read it back and log in"];
        return new KeyRotationPlan(
            consumer,
            target,
            judge,
            decision,
            action == RotationAction.GoOnPromoted ? [.. deliver, "ask the org to promote it again"] : judge.Second is null ? deliver : [.. deliver, "delete the staged pair"],
            null);
    }

    /// <summary>Carries a plan out. A later run takes it up where it was ended.</summary>
    /// <exception cref="EcaException"><c>PairRefused</c>, <c>DeliveryNotReadBack</c>, <c>RotationJournalNotWritten</c>, an error of the place, or one of the wire.</exception>
    public async Task<EcaKeyRotation> RunAsync(KeyRotationPlan plan, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Outcome is not null)
        {
            return plan.Outcome;
        }

        EcaConsumer consumer = plan.Consumer;
        bool wasPromoted = plan.Decision.Action == RotationAction.GoOnPromoted;
        EcaCredential pair = wasPromoted
            ? plan.Judge.Second!.Credential
            : await session.Credentials.GetCurrentAsync(consumer, cancellation).ConfigureAwait(false);
        await ReturnAsync(plan, pair, cancellation).ConfigureAwait(false);
        if (wasPromoted)
        {
            return await PromoteAgainAsync(plan, cancellation).ConfigureAwait(false);
        }

        if (plan.Judge.Second is { } staged)
        {
            await session.Credentials.DeleteStagedAsync(consumer, staged.Id, cancellation).ConfigureAwait(false);
        }

        Note(plan);
        return session.Result(consumer, KeyRotationState.Undone, plan.Judge with { Entry = session.Journal[consumer.ConsumerId], Second = null, SecondKey = null });
    }

    /// <summary>Gives callers the pair that they had, where they don't have it still.</summary>
    private async Task ReturnAsync(KeyRotationPlan plan, EcaCredential pair, CancellationToken cancellation)
    {
        if (await proof.RefusalAsync(pair, TimeSpan.Zero, cancellation).ConfigureAwait(false) is { } refusal)
        {
            throw RotationErrors.PairRefused(plan.Consumer, "The pair that callers had", refusal);
        }

        if (await new KeyDelivery(plan.Target).HoldsAsync(pair, cancellation).ConfigureAwait(false) == true)
        {
            return;
        }

        EcaCredential found = await new KeyDelivery(plan.Target).DeliverAsync(pair, cancellation).ConfigureAwait(false);
        if (await proof.RefusalAsync(found, TimeSpan.Zero, cancellation).ConfigureAwait(false) is { } answer)
        {
            throw RotationErrors.PairRefused(plan.Consumer, $"What {plan.Target.Name} gave back", answer);
        }
    }

    private async Task<EcaKeyRotation> PromoteAgainAsync(KeyRotationPlan plan, CancellationToken cancellation)
    {
        EcaConsumer consumer = plan.Consumer;
        StagedPair previous = plan.Judge.Second!;
        try
        {
            await session.Credentials.PromoteAsync(consumer, previous.Id, cancellation).ConfigureAwait(false);
        }
        catch (EcaException refused) when (refused.ErrorId is nameof(SalesforceErrors.RequestRefused) or nameof(SalesforceErrors.PermissionDenied))
        {
            Note(plan);
            string until = previous.ExpirationDate is { } date ? string.Create(CultureInfo.InvariantCulture, $"{date.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : "30 days after the rotation";
            return session.Result(
                consumer,
                KeyRotationState.NeedsHuman,
                plan.Judge,
                $"Callers have the previous pair again, but {session.Org.Alias} does not promote it, so it ends at {until}. Mend what kept callers from the new pair by then, and deliver that one with Invoke-EcaKeyRotation -AdoptStaged.");
        }

        Note(plan);
        RotationJudge now = await session.LookAsync(consumer with { ConsumerKey = previous.Credential.ConsumerKey }, cancellation).ConfigureAwait(false);
        return session.Result(consumer, KeyRotationState.Undone, now);
    }

    private void Note(KeyRotationPlan plan)
    {
        RotationEntry entry = plan.Judge.Entry ?? new RotationEntry { Name = plan.Consumer.ConsumerName, StartedAt = session.Now, OldKey = plan.Judge.SecondKey, NewKey = plan.Judge.CurrentKey };
        session.Journal.Write(plan.Consumer.ConsumerId, entry with { Step = KeyRotationStep.Undone });
    }
}
