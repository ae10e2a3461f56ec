using System.Collections.Immutable;
using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation;

/// <summary>
/// The credentials of one app, held for one process: its consumers, what the org has of each, and the journal. What is done to them is
/// done by <see cref="KeyRotator"/>, <see cref="KeyRotationUndo"/> and <see cref="KeyRotationCompletion"/>.
/// </summary>
public sealed class KeyRotationSession : IDisposable
{
    private KeyRotationSession(EcaOrg org, EcaAppIdentity app, AppJournal journal, bool isPreview, ImmutableArray<EcaConsumer> consumers)
    {
        (Org, App, Journal, IsPreview, Consumers) = (org, app, journal, isPreview, consumers);
        Credentials = new CredentialClient(org);
    }

    /// <summary>The org.</summary>
    public EcaOrg Org { get; }

    /// <summary>The app, with its id.</summary>
    public EcaAppIdentity App { get; }

    /// <summary>The app's consumers. Most apps have one.</summary>
    public ImmutableArray<EcaConsumer> Consumers { get; }

    /// <summary>Whether it is only for looking: nothing is locked, and nothing can be changed.</summary>
    public bool IsPreview { get; }

    internal AppJournal Journal { get; }

    internal CredentialClient Credentials { get; }

    /// <summary>The time on the org's clock.</summary>
    internal DateTimeOffset Now => Org.GetClient().Now;

    /// <summary>Takes hold of an app's credentials.</summary>
    /// <param name="org">The org.</param>
    /// <param name="app">The app.</param>
    /// <param name="journal">Where rotations are remembered.</param>
    /// <param name="isPreview">Whether it is only for looking.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">
    /// <c>StagingNeedsNewerApi</c>, <c>AppNotLocal</c>, <c>RotationRunning</c>, <c>RotationJournalNotReadable</c>, <c>RotationJournalNotWritten</c>,
    /// and those of <see cref="CredentialClient.FindAsync"/> and <see cref="CredentialClient.ListConsumersAsync"/>.
    /// </exception>
    public static async Task<KeyRotationSession> OpenAsync(EcaOrg org, EcaAppIdentity app, RotationJournal journal, bool isPreview, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(org);
        ArgumentNullException.ThrowIfNull(journal);
        if (org.ApiVersion < CredentialClient.StagingSince)
        {
            throw CredentialErrors.StagingNeedsNewerApi(org, CredentialClient.StagingSince);
        }

        CredentialClient credentials = new(org);
        EcaAppIdentity found = await credentials.FindAsync(app, cancellation).ConfigureAwait(false);
        if (found.DistributionState is "Managed" or "AutoInstalled")
        {
            throw RotationErrors.AppNotLocal(found.Name, found.DistributionState, org.Alias);
        }

        AppJournal own = journal.Open(org, found, isPreview);
        try
        {
            return new KeyRotationSession(org, found, own, isPreview, await credentials.ListConsumersAsync(found, cancellation).ConfigureAwait(false));
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>Lets the next process in.</summary>
    public void Dispose() => Journal.Dispose();

    /// <summary>What there is to know of a consumer before it is decided what to do with it.</summary>
    internal async Task<RotationJudge> LookAsync(EcaConsumer consumer, CancellationToken cancellation)
    {
        StagedPair? second = await Credentials.GetStagedAsync(consumer, cancellation).ConfigureAwait(false);
        return new RotationJudge(
            Journal[consumer.ConsumerId],
            Journal.Fingerprint(consumer.ConsumerKey),
            second,
            second is null ? null : Journal.Fingerprint(second.Credential.ConsumerKey),
            Org.UserId,
            Now);
    }

    /// <summary>Refuses to rotate the app that this session is logged in by: its own login would end with the old pair.</summary>
    internal async Task RefuseOwnAppAsync(EcaConsumer consumer, RotationJudge judge, PairProof proof, CancellationToken cancellation)
    {
        bool isOwn = Org.LoginConsumerKey is { } key
            ? key == consumer.ConsumerKey || key == judge.Second?.Credential.ConsumerKey
            : await proof.IsOwnAppAsync(await Credentials.GetCurrentAsync(consumer, cancellation).ConfigureAwait(false), Consumers, cancellation).ConfigureAwait(false);
        if (isOwn)
        {
            throw RotationErrors.OwnAppRefused(App.Name, Org);
        }
    }

    /// <summary>A result about a consumer.</summary>
    internal EcaKeyRotation Result(EcaConsumer consumer, KeyRotationState state, RotationJudge? judge = null, string? nextStep = null)
    {
        RotationEntry? entry = Journal[consumer.ConsumerId];
        DateTimeOffset? promotedAt = judge is null ? entry?.PromotedAt : judge.PromotedAt;
        DateTimeOffset? previousEnds = judge is null ? entry?.PreviousValidUntil
            : judge.Second is { Credential.State: EcaCredentialState.Previous } previous ? previous.ExpirationDate : null;
        return new EcaKeyRotation
        {
            OrgAlias = Org.Alias,
            App = App.Name,
            AppId = consumer.AppId,
            ConsumerName = consumer.ConsumerName,
            ConsumerId = consumer.ConsumerId,
            State = state,
            Step = entry?.Step ?? KeyRotationStep.None,
            PromotedAt = promotedAt,
            Age = promotedAt is { } since ? (Now > since ? Now - since : TimeSpan.Zero) : null,
            PreviousValidUntil = previousEnds,
            PreviousValidFor = previousEnds - Now,
            KeyFingerprint = judge is null ? entry?.NewKey : judge.CurrentKey,
            OtherKeyFingerprint = judge is null ? entry?.OldKey : judge.SecondKey,
            Target = entry?.Target,
            NextStep = nextStep,
        };
    }
}
