using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation;

/// <summary>
/// Rotates the key and secret of one consumer so that at every moment the pair that callers fetch is good, whatever ends the run and
/// whenever: a new pair is staged and proved, then delivered, read back and proved again, and only then promoted. Where an org makes a
/// staged pair good by its promotion only, it is promoted first and delivered when it logs in. A later run takes it up.
/// </summary>
/// <param name="session">The app.</param>
/// <param name="options">How.</param>
public sealed class KeyRotator(KeyRotationSession session, KeyRotationOptions options)
{
    // Salesforce Help: stage OAuth credentials.
    private static readonly TimeSpan PreviousLives = TimeSpan.FromDays(30);

    private readonly PairProof proof = new(session.Org, options.Verify);

    /// <summary>Looks what there is to do with a consumer. It changes nothing.</summary>
    /// <param name="consumer">One of the session's consumers.</param>
    /// <param name="target">Where its callers fetch the pair.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>OwnAppRefused</c>, or those of reading credentials.</exception>
    public async Task<KeyRotationPlan> PlanAsync(EcaConsumer consumer, ICredentialTarget target, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        RotationJudge judge = await session.LookAsync(consumer, cancellation).ConfigureAwait(false);
        RotationDecision decision = judge.Decide(options.AdoptStaged, options.IfOlderThan);
        if (decision.Action is RotationAction.Leave or RotationAction.Ask)
        {
            KeyRotationState state = decision.Action == RotationAction.Leave ? KeyRotationState.NotDue : KeyRotationState.NeedsHuman;
            return new KeyRotationPlan(consumer, target, judge, decision, [], session.Result(consumer, state, judge, decision.Reason));
        }

        await session.RefuseOwnAppAsync(consumer, judge, proof, cancellation).ConfigureAwait(false);
        return new KeyRotationPlan(consumer, target, judge, decision, Describe(decision.Action, target), null);
    }

    /// <summary>Carries a plan out.</summary>
    /// <exception cref="EcaException">
    /// What kept it from going on. What callers fetch is good all the same, and the next run goes on from there. <c>PairRefused</c>,
    /// <c>DeliveryNotReadBack</c>, <c>ChangeOutcomeUnknown</c>, <c>RotationJournalNotWritten</c>, an error of the place, or one of the wire.
    /// </exception>
    public async Task<EcaKeyRotation> RunAsync(KeyRotationPlan plan, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Outcome is not null)
        {
            return plan.Outcome;
        }

        EcaConsumer consumer = plan.Consumer;
        bool resumes = plan.Judge.Entry is { IsRunning: true };
        RotationEntry entry = Begin(plan);
        EcaCredential pair;
        if (plan.Decision.Action == RotationAction.GoOnPromoted)
        {
            pair = await session.Credentials.GetCurrentAsync(consumer, cancellation).ConfigureAwait(false);
            DateTimeOffset? until = plan.Judge.Second is { Credential.State: EcaCredentialState.Previous } previous ? previous.ExpirationDate ?? entry.PreviousValidUntil : null;
            entry = Note(consumer, entry with
            {
                Step = KeyRotationStep.Promoted,
                NewKey = plan.Judge.CurrentKey,
                PromotedAt = entry.PromotedAt ?? plan.Judge.PromotedAt ?? session.Now,
                PreviousValidUntil = until,
            });
        }
        else
        {
            StagedPair staged = plan.Decision.Action == RotationAction.GoOnStaged
                ? plan.Judge.Second!
                : await StageAsync(consumer, plan.Judge.Second, entry, cancellation).ConfigureAwait(false);
            if (staged.Credential.Secret.Length == 0)
            {
                throw CredentialErrors.SecretNotGiven(consumer);
            }

            entry = Note(consumer, entry with { Step = KeyRotationStep.Staged, NewKey = session.Journal.Fingerprint(staged.Credential.ConsumerKey), IsDelivered = false });
            (pair, entry) = await PromoteAsync(plan, staged, entry, cancellation).ConfigureAwait(false);
        }

        (pair, entry) = await FinishAsync(plan, pair, entry, cancellation).ConfigureAwait(false);
        string nextStep = entry.PreviousValidUntil is { } valid
            ? string.Create(CultureInfo.InvariantCulture, $"The previous pair stays good until {valid.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Complete-EcaKeyRotation revokes it before that, once no caller needs it.")
            : "There is no previous pair any more.";
        EcaKeyRotation result = session.Result(consumer, resumes ? KeyRotationState.Resumed : KeyRotationState.Rotated, nextStep: nextStep);
        return options.IncludeCredential ? result with { Credential = pair with { State = EcaCredentialState.Current } } : result;
    }

    private static ImmutableArray<string> Describe(RotationAction action, ICredentialTarget target)
    {
        string[] deliver = target.CanReadBack
            ? [$"deliver it to {target.Name}", "read it back and compare", "log in with what was read back"]
            : [$"deliver it to {target.Name} (which can't be read back)"];
        string[] begin = action == RotationAction.Stage ? ["stage a new pair"] : ["go on with the staged pair"];
        return action == RotationAction.GoOnPromoted
            ? [.. deliver, "log in with it"]
            : [.. begin, "log in with it (if the org does not let it in yet, promote it before it is delivered)", .. deliver, "promote it; the previous pair stays good for up to 30 days", "log in with it again"];
    }

    /// <summary>What the journal is to say of this run, where it does not go on with an earlier one's.</summary>
    private RotationEntry Begin(KeyRotationPlan plan)
    {
        RotationEntry? known = plan.Judge.Entry;
        bool goesOn = known is { IsRunning: true } && plan.Decision.Action != RotationAction.Stage;
        return (goesOn ? known! : new RotationEntry { Name = plan.Consumer.ConsumerName, StartedAt = session.Now, OldKey = OldKey(plan) }) with { Target = plan.Target.Name };
    }

    /// <summary>The key that callers had before: where the new pair was promoted already, the previous one's.</summary>
    private static string? OldKey(KeyRotationPlan plan) =>
        plan.Decision.Action == RotationAction.GoOnPromoted ? plan.Judge.SecondKey : plan.Judge.CurrentKey;

    private RotationEntry Note(EcaConsumer consumer, RotationEntry entry)
    {
        session.Journal.Write(consumer.ConsumerId, entry);
        return entry;
    }

    /// <summary>Stages a new pair. Should the answer be lost, the org is asked whether it did.</summary>
    private async Task<StagedPair> StageAsync(EcaConsumer consumer, StagedPair? expired, RotationEntry entry, CancellationToken cancellation)
    {
        entry = Note(consumer, entry with { Step = KeyRotationStep.Staging });
        if (expired is not null)
        {
            // Whether one that is over makes room by itself is UNCONFIRMED.
            await session.Credentials.DeleteStagedAsync(consumer, expired.Id, cancellation).ConfigureAwait(false);
        }

        try
        {
            return await session.Credentials.StageAsync(consumer, cancellation).ConfigureAwait(false);
        }
        catch (EcaException lost) when (lost.ErrorId == nameof(SalesforceErrors.ChangeOutcomeUnknown))
        {
            RotationJudge now = await session.LookAsync(consumer, cancellation).ConfigureAwait(false);
            if (!now.IsStagedOurs)
            {
                throw;
            }

            return now.Second!;
        }
        catch (EcaException refused) when (refused.ErrorId == nameof(SalesforceErrors.RequestRefused))
        {
            // It was not carried out, so a pair that somebody else stages from now on must not be taken for ours.
            Note(consumer, entry with { Step = KeyRotationStep.Undone });
            throw;
        }
    }

    /// <summary>Delivers and promotes, in the order that keeps callers' pair good.</summary>
    private async Task<(EcaCredential Pair, RotationEntry Entry)> PromoteAsync(KeyRotationPlan plan, StagedPair staged, RotationEntry entry, CancellationToken cancellation)
    {
        EcaConsumer consumer = plan.Consumer;
        EcaCredential pair = staged.Credential;
        if (options.Order != KeyRotationOrder.PromoteFirst)
        {
            // A pair that does not log in must never get to where callers fetch it.
            TimeSpan wait = options.Order == KeyRotationOrder.DeliverFirst ? options.MaximumWait : TimeSpan.Zero;
            string? refusal = await proof.RefusalAsync(pair, wait, cancellation).ConfigureAwait(false);
            if (refusal is null)
            {
                (pair, entry) = await DeliverAsync(plan, pair, entry, cancellation).ConfigureAwait(false);
            }
            else if (options.Order == KeyRotationOrder.DeliverFirst)
            {
                throw RotationErrors.PairRefused(consumer, "The staged pair", refusal);
            }
        }

        entry = Note(consumer, entry with { Step = KeyRotationStep.Promoting });
        StagedPair? previous;
        try
        {
            previous = await session.Credentials.PromoteAsync(consumer, staged.Id, cancellation).ConfigureAwait(false);
        }
        catch (EcaException unclear) when (unclear.ErrorId is nameof(SalesforceErrors.ChangeOutcomeUnknown) or nameof(SalesforceErrors.NotFound) or nameof(SalesforceErrors.RequestRefused))
        {
            // The answer was lost, or another machine that goes on with the same pair was faster.
            previous = null;
            await RequireCurrentAsync(consumer, staged, unclear, cancellation).ConfigureAwait(false);
        }

        if (previous?.Credential.ConsumerKey != consumer.ConsumerKey)
        {
            previous = await session.Credentials.GetStagedAsync(consumer, cancellation).ConfigureAwait(false);
        }

        DateTimeOffset promotedAt = previous?.CreatedDate ?? session.Now;
        return (pair, Note(consumer, entry with
        {
            Step = KeyRotationStep.Promoted,
            PromotedAt = promotedAt,
            PreviousValidUntil = previous is null ? null : previous.ExpirationDate ?? promotedAt + PreviousLives,
        }));
    }

    private async Task RequireCurrentAsync(EcaConsumer consumer, StagedPair staged, EcaException otherwise, CancellationToken cancellation)
    {
        ImmutableArray<EcaConsumer> now = await session.Credentials.ListConsumersAsync(session.App, cancellation).ConfigureAwait(false);
        if (!now.Any(other => other.ConsumerId == consumer.ConsumerId && other.ConsumerKey == staged.Credential.ConsumerKey))
        {
            throw otherwise;
        }
    }

    private async Task<(EcaCredential Pair, RotationEntry Entry)> DeliverAsync(KeyRotationPlan plan, EcaCredential pair, RotationEntry entry, CancellationToken cancellation)
    {
        entry = Note(plan.Consumer, entry with { Step = KeyRotationStep.Delivering });
        EcaCredential found = await new KeyDelivery(plan.Target).DeliverAsync(pair, cancellation).ConfigureAwait(false);
        if (plan.Target.CanReadBack && await proof.RefusalAsync(found, TimeSpan.Zero, cancellation).ConfigureAwait(false) is { } refusal)
        {
            if (entry.PromotedAt is null)
            {
                // It logged in a moment ago. Whatever has happened since, the pair that callers had is the app's own still.
                EcaCredential current = await session.Credentials.GetCurrentAsync(plan.Consumer, cancellation).ConfigureAwait(false);
                await plan.Target.DeliverAsync(current, cancellation).ConfigureAwait(false);
            }

            throw RotationErrors.PairRefused(plan.Consumer, $"What {plan.Target.Name} gave back", refusal);
        }

        return (found, Note(plan.Consumer, entry with { Step = KeyRotationStep.Delivered, IsDelivered = true }));
    }

    /// <summary>Logs in with the pair that is the app's own by now, delivers it if callers don't have it yet, and closes the rotation.</summary>
    private async Task<(EcaCredential Pair, RotationEntry Entry)> FinishAsync(KeyRotationPlan plan, EcaCredential pair, RotationEntry entry, CancellationToken cancellation)
    {
        if (await proof.RefusalAsync(pair, options.MaximumWait, cancellation).ConfigureAwait(false) is { } refusal)
        {
            throw RotationErrors.PairRefused(plan.Consumer, "The promoted pair", refusal);
        }

        bool holds = entry.IsDelivered;
        if (plan.Decision.Action == RotationAction.GoOnPromoted)
        {
            // An earlier run delivered it, or did not: the place itself knows best.
            holds = await new KeyDelivery(plan.Target).HoldsAsync(pair, cancellation).ConfigureAwait(false) ?? entry.IsDelivered;
        }

        if (!holds)
        {
            (pair, entry) = await DeliverAsync(plan, pair, entry, cancellation).ConfigureAwait(false);
        }

        return (pair, Note(plan.Consumer, entry with { Step = KeyRotationStep.Done, FinishedAt = session.Now }));
    }
}
