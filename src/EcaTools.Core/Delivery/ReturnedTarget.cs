using EcaTools.Core.Credentials;

namespace EcaTools.Core.Delivery;

/// <summary>
/// No store: who runs the rotation takes the pair from its result, and brings it to the callers. Until then the
/// previous pair is what they have; it stays good for up to 30 days after the promotion (Salesforce Help: stage OAuth
/// credentials).
/// </summary>
public sealed class ReturnedTarget : ICredentialTarget
{
    /// <inheritdoc/>
    public string Name => "the returned object";

    /// <inheritdoc/>
    public bool CanReadBack => false;

    /// <inheritdoc/>
    public Task DeliverAsync(EcaCredential credential, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation) =>
        Task.FromResult<DeliveredCredential?>(null);
}
