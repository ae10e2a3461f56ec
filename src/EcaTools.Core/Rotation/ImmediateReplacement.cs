using System.Collections.Immutable;
using EcaTools.Core.Credentials;
using EcaTools.Core.Deployment;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation;

/// <summary>
/// Replaces the key and secret of an app at once, without an overlap, as after a leak: the old pair, a second one, and every token that they
/// got end. The flags for it are deployed with the whole record of the global OAuth settings and taken back afterwards (Metadata API
/// Developer Guide: ExtlClntAppGlobalOauthSettings). A run after a crash goes on where that one stopped.
/// </summary>
/// <param name="session">The app.</param>
/// <param name="options">How; only the proof, the wait and the result's credential matter here.</param>
public sealed class ImmediateReplacement(KeyRotationSession session, KeyRotationOptions options)
{
    private static readonly TimeSpan LongestDeploy = TimeSpan.FromMinutes(30);

    private readonly PairProof proof = new(session.Org, options.Verify);
    private readonly GlobalSettings settings = new(session.Org);

    /// <summary>Looks what there is to do, and who will be locked out. It changes nothing.</summary>
    /// <param name="consumer">One of the session's consumers. Only that of the app's metadata can be replaced so.</param>
    /// <param name="target">Where its callers fetch the pair.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>OwnAppRefused</c>, <c>ImmediateSettingsNotFound</c>, or those of reading credentials and of the wire.</exception>
    public async Task<KeyRotationPlan> PlanAsync(EcaConsumer consumer, ICredentialTarget target, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        RotationJudge judge = await session.LookAsync(consumer, cancellation).ConfigureAwait(false);
        await session.RefuseOwnAppAsync(consumer, judge, proof, cancellation).ConfigureAwait(false);
        NamedRecord record = await RecordAsync(cancellation).ConfigureAwait(false);
        if (record.Record["consumerKey"] is { } key && key != consumer.ConsumerKey)
        {
            const string Reason = "Only the consumer of the app's metadata can be replaced at once. Rotate this one without -Immediate, and revoke its previous pair with Complete-EcaKeyRotation -Force.";
            return new KeyRotationPlan(consumer, target, judge, new RotationDecision(RotationAction.Ask, Reason), [], session.Result(consumer, KeyRotationState.NeedsHuman, judge, Reason));
        }

        bool isReplaced = IsReplaced(judge);
        ImmutableArray<EcaKeyCaller> users = isReplaced ? [] : await new OAuthUsageReader(session.Org.GetClient()).UsersAsync(consumer.AppId, cancellation).ConfigureAwait(false);
        string[] replace = isReplaced ? [] : ["replace the key and secret at once: whoever calls by the old pair is locked out", .. users.Select(user => $"which ends the tokens of {user.Username}")];
        string[] second = judge.Second is null ? [] : ["revoke the second pair, too"];
        return new KeyRotationPlan(
            consumer,
            target,
            judge,
            new RotationDecision(isReplaced ? RotationAction.GoOnPromoted : RotationAction.Stage),
            [.. replace, .. second, $"deliver the new pair to {target.Name}", "log in with it", "take the flags for the replacement back"],
            null)
        { Callers = users };
    }

    /// <summary>Carries a plan out.</summary>
    /// <exception cref="EcaException"><c>ImmediateNotDeployed</c>, <c>PairRefused</c>, <c>DeliveryNotReadBack</c>, or an error of the place, the journal or the wire: the same call goes on.</exception>
    public async Task<EcaKeyRotation> RunAsync(KeyRotationPlan plan, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Outcome is not null)
        {
            return plan.Outcome;
        }

        EcaConsumer consumer = plan.Consumer;
        bool resumes = plan.Judge.Entry is { IsRunning: true, IsImmediate: true };
        RotationEntry entry = resumes ? plan.Judge.Entry! : new RotationEntry { Name = consumer.ConsumerName, StartedAt = session.Now, OldKey = plan.Judge.CurrentKey, IsImmediate = true };
        entry = entry with { Target = plan.Target.Name };
        if (plan.Decision.Action == RotationAction.Stage)
        {
            entry = Note(consumer, entry with { Step = KeyRotationStep.Promoting });
            await DeployAsync(on: true, cancellation).ConfigureAwait(false);
        }

        EcaCredential pair = await session.Credentials.GetCurrentAsync(consumer, cancellation).ConfigureAwait(false);
        string fingerprint = session.Journal.Fingerprint(pair.ConsumerKey);
        if (fingerprint == entry.OldKey)
        {
            throw RotationErrors.ImmediateNotDeployed(session.App.Name, session.Org.Alias, "the app still has the key that it had before.");
        }

        entry = Note(consumer, entry with { Step = KeyRotationStep.Promoted, NewKey = fingerprint, PromotedAt = entry.PromotedAt ?? session.Now, PreviousValidUntil = null });
        if (plan.Judge.Second is { } second)
        {
            await session.Credentials.DeleteStagedAsync(consumer, second.Id, cancellation).ConfigureAwait(false);
        }

        if (await proof.RefusalAsync(pair, options.MaximumWait, cancellation).ConfigureAwait(false) is { } refusal)
        {
            throw RotationErrors.PairRefused(consumer, "The new pair", refusal);
        }

        entry = Note(consumer, entry with { Step = KeyRotationStep.Delivering });
        pair = await new KeyDelivery(plan.Target).DeliverAsync(pair, cancellation).ConfigureAwait(false);
        entry = Note(consumer, entry with { Step = KeyRotationStep.Delivered, IsDelivered = true });
        await DeployAsync(on: false, cancellation).ConfigureAwait(false);
        Note(consumer, entry with { Step = KeyRotationStep.Done, FinishedAt = session.Now });
        EcaKeyRotation result = session.Result(consumer, resumes ? KeyRotationState.Resumed : KeyRotationState.Rotated, nextStep: "There is no previous pair: whoever has not fetched the new one is locked out.") with { Callers = plan.Callers };
        return options.IncludeCredential ? result with { Credential = pair with { State = EcaCredentialState.Current } } : result;
    }

    /// <summary>Whether an earlier run of this replacement had its deployment made.</summary>
    private static bool IsReplaced(RotationJudge judge) => judge.Entry is { IsRunning: true, IsImmediate: true } entry && entry.OldKey != judge.CurrentKey;

    private RotationEntry Note(EcaConsumer consumer, RotationEntry entry)
    {
        session.Journal.Write(consumer.ConsumerId, entry);
        return entry;
    }

    private async Task<NamedRecord> RecordAsync(CancellationToken cancellation) =>
        await settings.ReadAsync(session.App.Name, cancellation).ConfigureAwait(false) ?? throw RotationErrors.ImmediateSettingsNotFound(session.App.Name, session.Org.Alias);

    /// <summary>Deploys the settings as they are, with the flags on or off. A key in them would be one to set, so they go without.</summary>
    private async Task DeployAsync(bool on, CancellationToken cancellation)
    {
        string flag = on ? "true" : "false";
        NamedRecord wanted = GlobalSettings.With(
            await RecordAsync(cancellation).ConfigureAwait(false), ("consumerKey", null), ("consumerSecret", null), ("shouldRotateConsumerKey", flag), ("shouldRotateConsumerSecret", flag));
        string id = await settings.StartAsync(wanted, new DeployOptions { IgnoreWarnings = on }, cancellation).ConfigureAwait(false);
        if (await settings.WaitAsync(id, LongestDeploy, cancellation).ConfigureAwait(false) is { } refusal)
        {
            throw RotationErrors.ImmediateNotDeployed(session.App.Name, session.Org.Alias, refusal);
        }
    }
}
