using EcaTools.Core.Credentials;

namespace EcaTools.Core.Delivery;

/// <summary>Where callers fetch one consumer's pair from. One target belongs to one consumer: two consumers must never
/// share a place.</summary>
public interface ICredentialTarget
{
    /// <summary>What people and the journal call it, such as <c>vault prod/billing</c> or <c>file /etc/billing.env</c>.
    /// It holds no secret, and differs for each place.</summary>
    public string Name { get; }

    /// <summary>Whether <see cref="ReadBackAsync"/> can answer. Where it can't, what was sent counts as what
    /// arrived.</summary>
    public bool CanReadBack { get; }

    /// <summary>Whether a delivery changes key and secret in one step. If it does not, one that fails or is killed may
    /// leave half of a pair.</summary>
    public bool IsAtomic => true;

    /// <summary>
    /// Puts the pair in place of whatever is there. Doing it again is harmless. If <see cref="IsAtomic"/>, callers find
    /// either the old pair or the new one at every moment, whole.
    /// </summary>
    /// <exception cref="EcaException">It could not be put there. If <see cref="IsAtomic"/>, what was there before is
    /// still there.</exception>
    public Task DeliverAsync(EcaCredential credential, CancellationToken cancellation);

    /// <summary>What a caller would get now; null where there is nothing.</summary>
    /// <param name="expected">The consumer whose pair it should be; its key and secret need not be what is
    /// found.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The place could not be read.</exception>
    public Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation);
}
