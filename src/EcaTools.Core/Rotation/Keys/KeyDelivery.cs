using System.Net;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;

namespace EcaTools.Core.Rotation.Keys;

/// <summary>Delivers pairs to a target, and checks that callers get them there.</summary>
/// <param name="target">The target.</param>
internal sealed class KeyDelivery(ICredentialTarget target)
{
    /// <summary>Which of a consumer's two pairs callers get now; null if the target holds neither.</summary>
    public async Task<EcaCredential?> FindAsync(
        EcaCredential current,
        EcaCredential? second,
        CancellationToken cancellation
    )
    {
        DeliveredCredential? found = await target.ReadBackAsync(current, cancellation).ConfigureAwait(false);
        return Match(found, current, second);
    }

    /// <summary>Which of a consumer's two pairs it is; null for neither.</summary>
    public static EcaCredential? Match(DeliveredCredential? found, EcaCredential current, EcaCredential? second)
    {
        if (IsSame(found, current))
        {
            return current;
        }

        return second is not null && IsSame(found, second) ? second : null;
    }

    /// <summary>Delivers a pair and reads it back.</summary>
    /// <returns>The pair as a caller gets it; if the target can't be read, as it was sent.</returns>
    /// <exception cref="EcaException"><c>DeliveryNotReadBack</c>, or an error of the target.</exception>
    public async Task<EcaCredential> DeliverAsync(EcaCredential pair, CancellationToken cancellation)
    {
        await target.DeliverAsync(pair, cancellation).ConfigureAwait(false);
        if (!target.CanReadBack)
        {
            return pair;
        }

        DeliveredCredential? found = await target.ReadBackAsync(pair, cancellation).ConfigureAwait(false);
        if (IsSame(found, pair))
        {
            return pair with { ConsumerKey = found!.ConsumerKey, Secret = found.Secret };
        }

        string? other = found?.ConsumerKey == pair.ConsumerKey ? "another secret" : "another key";
        throw RotationErrors.DeliveryNotReadBack(
            target.Name,
            pair,
            found is null ? "holds no pair now" : $"gives back {other}"
        );
    }

    // A second pair may come without its secret, which the org does not give to everybody; its key is compared alone
    // then.
    private static bool IsSame(DeliveredCredential? found, EcaCredential pair) =>
        found is not null
        && found.ConsumerKey == pair.ConsumerKey
        && (
            pair.Secret.Length == 0
            || new NetworkCredential("", found.Secret).Password == new NetworkCredential("", pair.Secret).Password
        );
}
