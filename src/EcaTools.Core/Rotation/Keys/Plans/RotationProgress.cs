using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;

namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>
/// A plan that is being carried out: the pair at hand, which pairs are valid and who has them, and the journal. Every
/// step is recorded here, before it is tried or after it was done.
/// </summary>
internal sealed class RotationProgress
{
    private readonly KeyRotationSession _session;
    private readonly ICredentialTarget _target;

    public RotationProgress(KeyRotationSession session, PairState state, ICredentialTarget target)
    {
        (_session, _target) = (session, target);
        (State, Pair) = (state, state.Current);
    }

    /// <summary>Which pairs are valid, and which ones callers have, as far as this run knows.</summary>
    public PairState State { get; set; }

    /// <summary>The pair that callers are to have.</summary>
    public EcaCredential Pair { get; set; }

    /// <summary>Whether anything was recorded, and so begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The journal's entry; null before the first record.</summary>
    public RotationEntry? Entry => State.Entry;

    /// <summary>Whether callers of the target get the pair at hand.</summary>
    public bool IsDelivered => State.Find(_target.Name)?.Only == Fingerprint(Pair);

    /// <summary>Writes a step to the journal, with the targets and what else has changed.</summary>
    public async Task RecordAsync(KeyRotationStep step, Func<RotationEntry, RotationEntry>? change = null)
    {
        EcaConsumer consumer = State.Current;
        RotationEntry entry = Entry ?? new RotationEntry { Name = consumer.ConsumerName, StartedAt = _session.Now };
        entry = (change is null ? entry : change(entry)) with { Step = step, Places = State.Places };
        await _session.Journal.WriteAsync(consumer.ConsumerId, entry).ConfigureAwait(false);
        State = State with { Entry = entry };
        HasBegun = true;
    }

    /// <summary>Delivers the pair at hand, reads it back, and takes what was read for the pair at hand.</summary>
    /// <exception cref="EcaException"><c>DeliveryNotReadBack</c>, or an error of the target.</exception>
    public async Task DeliverAsync(CancellationToken cancellation)
    {
        string key = Fingerprint(Pair);
        ExpectDelivery();
        KeyDelivery delivery = new(_target);
        try
        {
            Pair = await delivery.DeliverAsync(Pair, cancellation).ConfigureAwait(false);
        }
        catch (EcaException failure)
            when (!_target.IsAtomic || failure.ErrorId == nameof(RotationErrors.DeliveryNotReadBack))
        {
            await ReturnOwnPairAsync(delivery, cancellation).ConfigureAwait(false);
            throw;
        }

        State = State.With(_target, key);
    }

    /// <summary>A delivery that failed may have left a new key with an old secret. Callers get the app's own pair,
    /// unless they get a valid one anyway.</summary>
    private async Task ReturnOwnPairAsync(KeyDelivery delivery, CancellationToken cancellation)
    {
        State = State.With(
            _target,
            [.. (State.Find(_target.Name)?.Keys ?? []).Append(PlaceKeys.NoPair).Distinct(StringComparer.Ordinal)]
        );
        try
        {
            EcaCredential? found = _target.CanReadBack
                ? await delivery.FindAsync(State.Current, State.Second?.Credential, cancellation).ConfigureAwait(false)
                : null;
            if (found is null)
            {
                found = State.Current;
                await delivery.DeliverAsync(found, cancellation).ConfigureAwait(false);
            }

            State = State.With(_target, Fingerprint(found));
        }
        catch (EcaException)
        {
            // What callers get is not known, and the state says so. The first failure is the one that is reported.
        }
    }

    /// <summary>The same, with the steps before and after it in the journal.</summary>
    /// <param name="proof">Proves what was read back.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>PairRefused</c>, <c>DeliveryNotReadBack</c>, or an error of the
    /// target.</exception>
    public async Task DeliverAndProveAsync(PairProof proof, CancellationToken cancellation)
    {
        ExpectDelivery();
        await RecordAsync(KeyRotationStep.Delivering).ConfigureAwait(false);
        await DeliverAsync(cancellation).ConfigureAwait(false);
        if (_target.CanReadBack)
        {
            await RequireLoginAsync(proof, $"What {_target.Name} gave back", TimeSpan.Zero, cancellation)
                .ConfigureAwait(false);
        }

        await RecordAsync(KeyRotationStep.Delivered).ConfigureAwait(false);
    }

    /// <summary>Logs in with the pair at hand.</summary>
    /// <exception cref="EcaException"><c>PairRefused</c>.</exception>
    public async Task RequireLoginAsync(PairProof proof, string what, TimeSpan wait, CancellationToken cancellation)
    {
        if (await proof.RefusalAsync(Pair, wait, cancellation).ConfigureAwait(false) is { } refusal)
        {
            throw RotationErrors.PairRefused(State.Current, what, refusal);
        }
    }

    /// <summary>Looks again at what the org has. What callers have stays as it is known.</summary>
    public async Task LookAgainAsync(EcaConsumer consumer, CancellationToken cancellation)
    {
        PairState now = await _session.MatchOrgRecordsAsync(consumer, _target, cancellation).ConfigureAwait(false);
        State = now with { Places = now.Read is null ? State.Places : now.Places };
    }

    /// <summary>Until the pair at hand is read back, callers may get it or what was there before, or half of
    /// each.</summary>
    public void ExpectDelivery()
    {
        string key = Fingerprint(Pair);
        IEnumerable<string> keys = State.Find(_target.Name)?.Keys ?? [];
        string[] half = _target.IsAtomic || IsDelivered ? [] : [PlaceKeys.NoPair];
        State = State.With(_target, [.. keys.Append(key).Concat(half).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The fingerprint of a pair's key.</summary>
    public string Fingerprint(EcaCredential pair) => _session.Journal.Fingerprint(pair.ConsumerKey);
}
