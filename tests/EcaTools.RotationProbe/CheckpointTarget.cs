using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;

namespace EcaTools.RotationProbe;

/// <summary>A place with a checkpoint before and after each of its writes and reads, which can hold still in its
/// writes.</summary>
/// <param name="place">The place.</param>
/// <param name="checkpoints">Where they are counted.</param>
/// <param name="hold">What a write waits for; null for nothing.</param>
public sealed class CheckpointTarget(ICredentialTarget place, Checkpoints checkpoints, Func<Task>? hold)
    : ICredentialTarget
{
    /// <inheritdoc/>
    public string Name => place.Name;

    /// <inheritdoc/>
    public bool CanReadBack => place.CanReadBack;

    /// <inheritdoc/>
    public async Task DeliverAsync(EcaCredential credential, CancellationToken cancellation)
    {
        if (hold is not null)
        {
            await hold().ConfigureAwait(false);
        }

        checkpoints.Pass("before delivery");
        await place.DeliverAsync(credential, cancellation).ConfigureAwait(false);
        checkpoints.Pass("after delivery");
    }

    /// <inheritdoc/>
    public async Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation)
    {
        checkpoints.Pass("before reading back");
        DeliveredCredential? found = await place.ReadBackAsync(expected, cancellation).ConfigureAwait(false);
        checkpoints.Pass("after reading back");
        return found;
    }
}
