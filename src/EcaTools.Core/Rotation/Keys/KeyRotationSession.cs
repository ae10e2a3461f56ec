using System.Collections.Immutable;
using System.Security;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation.Keys;

/// <summary>
/// The credentials of one app, held for one process: its consumers, what the org has of each, and the journal. The
/// plans that change them are made in the namespace <c>Plans</c>.
/// </summary>
public sealed class KeyRotationSession : IAsyncDisposable
{
    private KeyRotationSession(
        EcaOrg org,
        EcaAppIdentity app,
        AppJournal journal,
        bool isPreview,
        ImmutableArray<EcaConsumer> consumers
    )
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

    /// <summary>Whether it only looks: nothing is locked, and nothing can be changed.</summary>
    public bool IsPreview { get; }

    internal AppJournal Journal { get; }

    internal CredentialClient Credentials { get; }

    /// <summary>The time on the org's clock.</summary>
    internal DateTimeOffset Now => Org.GetClient().Now;

    /// <summary>Opens an app's credentials.</summary>
    /// <param name="org">The org.</param>
    /// <param name="app">The app.</param>
    /// <param name="journal">The journal of rotations.</param>
    /// <param name="isPreview">Whether it only looks.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">
    /// <c>ApiVersionNotSupported</c>, <c>AppNotLocal</c>, <c>RotationRunning</c>, <c>RotationOwned</c>,
    /// <c>RotationJournalNotReadable</c>, <c>RotationJournalNotWritten</c>, and those of
    /// <see cref="CredentialClient.FindAsync"/> and <see cref="CredentialClient.ListConsumersAsync"/>.
    /// </exception>
    public static async Task<KeyRotationSession> OpenAsync(
        EcaOrg org,
        EcaAppIdentity app,
        RotationJournal journal,
        bool isPreview,
        CancellationToken cancellation = default
    )
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

        AppJournal own = await AppJournal.OpenAsync(journal, org, found, isPreview, cancellation).ConfigureAwait(false);
        try
        {
            ImmutableArray<EcaConsumer> consumers = await credentials
                .ListConsumersAsync(found, cancellation)
                .ConfigureAwait(false);
            return new KeyRotationSession(org, found, own, isPreview, consumers);
        }
        catch
        {
            await own.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Releases the journal.</summary>
    public ValueTask DisposeAsync() => Journal.DisposeAsync();

    /// <summary>Which pairs are valid, and which ones callers have.</summary>
    /// <param name="consumer">One of the app's consumers.</param>
    /// <param name="target">The delivery target to read, and the app's own secret to compare with; null if neither is
    /// needed.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>DuplicateName</c>, an error of the target, or those of reading
    /// credentials.</exception>
    internal async Task<PairState> MatchOrgRecordsAsync(
        EcaConsumer consumer,
        ICredentialTarget? target,
        CancellationToken cancellation
    )
    {
        StagedPair? second = await Credentials.GetStagedAsync(consumer, cancellation).ConfigureAwait(false);
        EcaCredential current = target is null
            ? WithoutSecret(consumer)
            : await Credentials.GetCurrentAsync(consumer, cancellation).ConfigureAwait(false);
        RotationEntry? entry = Journal[consumer.ConsumerId];
        PairState state = new()
        {
            Current = current,
            CurrentKey = Journal.Fingerprint(current.ConsumerKey),
            Second = second,
            SecondKey = second is null ? null : Journal.Fingerprint(second.Credential.ConsumerKey),
            Entry = entry,
            Places = entry?.Places ?? [],
            UserId = Org.UserId,
            Now = Now,
        };
        if (target is not { CanReadBack: true })
        {
            return state;
        }

        DeliveredCredential? held = await target.ReadBackAsync(current, cancellation).ConfigureAwait(false);
        EcaCredential? found = KeyDelivery.Match(held, current, second?.Credential);
        string? owner =
            found is null && held is not null
                ? await Journal
                    .OwnerOfAsync(target.Name, held.ConsumerKey, consumer, cancellation)
                    .ConfigureAwait(false)
                : null;
        if (owner is not null)
        {
            throw RotationErrors.PlaceShared(target.Name, owner, consumer);
        }

        state = state.With(target, found is null ? PlaceKeys.NoPair : Journal.Fingerprint(found.ConsumerKey));
        return state with { Read = state.Find(target.Name) };
    }

    /// <summary>Refuses to rotate the app that this session is logged in by: its own login would end with the old
    /// pair.</summary>
    internal async Task RefuseOwnAppAsync(PairState state, PairProof proof, CancellationToken cancellation)
    {
        bool isOwn = Org.LoginConsumerKey is { } key
            ? key == state.Current.ConsumerKey || key == state.Second?.Credential.ConsumerKey
            : await proof.IsOwnAppAsync(state.Current, Consumers, cancellation).ConfigureAwait(false);
        if (isOwn)
        {
            throw RotationErrors.OwnAppRefused(App.Name, Org);
        }
    }

    /// <summary>A result about a consumer. Callers who are locked out are always named in it.</summary>
    internal EcaKeyRotation Result(PairState state, KeyRotationState outcome, params ReadOnlySpan<string?> nextSteps)
    {
        EcaConsumer consumer = state.Current;
        DateTimeOffset? promotedAt = state.PromotedAt;
        DateTimeOffset? ends = state.Second?.ExpirationDate;
        DateTimeOffset? previousEnds = state.IsPrevious ? ends ?? state.Entry?.PreviousValidUntil : null;
        DateTimeOffset? stagedEnds = state.Second is { Credential.State: EcaCredentialState.Staged } ? ends : null;
        string[] sentences = [.. LockOuts(state), .. nextSteps.ToArray().OfType<string>()];
        return new EcaKeyRotation
        {
            OrgAlias = Org.Alias,
            App = App.Name,
            AppId = consumer.AppId,
            ConsumerName = consumer.ConsumerName,
            ConsumerId = consumer.ConsumerId,
            State = outcome,
            Step = state.Entry?.Step ?? KeyRotationStep.None,
            PromotedAt = promotedAt,
            Age = promotedAt is { } since ? TimeSpan.FromTicks(Math.Max(0, (Now - since).Ticks)) : null,
            PreviousValidUntil = previousEnds,
            PreviousValidFor = previousEnds - Now,
            StagedValidUntil = stagedEnds,
            StagedValidFor = stagedEnds - Now,
            KeyFingerprint = state.CurrentKey,
            OtherKeyFingerprint = state.SecondKey,
            Target = state.Entry?.Target,
            Places = [.. state.Places.Select(place => new EcaKeyPlace(place.Name, state.PairOf(place)))],
            NextStep = sentences.Length > 0 ? string.Join(" ", sentences) : null,
        };
    }

    private static IEnumerable<string> LockOuts(PairState state)
    {
        ImmutableArray<PlaceKeys> places = state.LockedOut;
        string command = state.Entry is { IsRunning: true, IsImmediate: true }
            ? "Invoke-EcaKeyRotation -Immediate"
            : "Invoke-EcaKeyRotation";
        return places.IsEmpty
            ? []
            :
            [
                .. places.Select(state.Describe),
                $"Run {command} with that target: it delivers the app's own pair there.",
            ];
    }

    private static EcaCredential WithoutSecret(EcaConsumer consumer)
    {
        SecureString none = new();
        none.MakeReadOnly();
        return new EcaCredential
        {
            OrgAlias = consumer.OrgAlias,
            App = consumer.App,
            AppId = consumer.AppId,
            ConsumerId = consumer.ConsumerId,
            ConsumerName = consumer.ConsumerName,
            ConsumerKey = consumer.ConsumerKey,
            Secret = none,
            State = EcaCredentialState.Current,
        };
    }
}
