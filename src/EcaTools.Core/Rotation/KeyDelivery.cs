using System.Net;
using EcaTools.Core.Credentials;

namespace EcaTools.Core.Rotation;

/// <summary>Puts pairs where callers fetch them, and looks that they are what a caller gets.</summary>
/// <param name="target">The place.</param>
internal sealed class KeyDelivery(ICredentialTarget target)
{
    /// <summary>Whether a caller gets this pair now; null where the place can't be read.</summary>
    public async Task<bool?> HoldsAsync(EcaCredential pair, CancellationToken cancellation) =>
        target.CanReadBack ? IsSame(await target.ReadBackAsync(pair, cancellation).ConfigureAwait(false), pair) : null;

    /// <summary>Delivers a pair and reads it back.</summary>
    /// <returns>The pair as a caller gets it; where the place can't be read, as it was sent.</returns>
    /// <exception cref="EcaException"><c>DeliveryNotReadBack</c>, or an error of the place.</exception>
    public async Task<EcaCredential> DeliverAsync(EcaCredential pair, CancellationToken cancellation)
    {
        await target.DeliverAsync(pair, cancellation).ConfigureAwait(false);
        if (!target.CanReadBack)
        {
            return pair;
        }

        DeliveredCredential? found = await target.ReadBackAsync(pair, cancellation).ConfigureAwait(false);
        return IsSame(found, pair)
            ? pair with { ConsumerKey = found!.ConsumerKey, Secret = found.Secret }
            : throw RotationErrors.DeliveryNotReadBack(target.Name, pair, found is null ? "holds none now" : found.ConsumerKey == pair.ConsumerKey ? "gives back another secret" : "gives back another key");
    }

    private static bool IsSame(DeliveredCredential? found, EcaCredential pair) =>
        found is not null && found.ConsumerKey == pair.ConsumerKey
        && new NetworkCredential("", found.Secret).Password == new NetworkCredential("", pair.Secret).Password;
}
