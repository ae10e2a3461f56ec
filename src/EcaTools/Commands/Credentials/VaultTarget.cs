using System.Management.Automation;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Engine;
using EcaTools.Engine.Journals;

namespace EcaTools.Commands.Credentials;

/// <summary>
/// A secret of a vault that is registered with the module Microsoft.PowerShell.SecretManagement: one PSCredential, the
/// consumer key as its user name and the consumer secret as its password, so that both change in one step.
/// </summary>
internal sealed class VaultTarget(SecretVault vault, string name) : ICredentialTarget
{
    public string Name => $"{vault.Name}/{name}";

    public bool CanReadBack => true;

    public Task DeliverAsync(EcaCredential credential, CancellationToken cancellation) =>
        vault.Pipeline.InvokeAsync(() =>
        {
            PSCredential pair = new(credential.ConsumerKey, credential.Secret);
            return Calling("Set-Secret", pair, () => vault.Set(name, pair));
        });

    public Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation) =>
        vault.Pipeline.InvokeAsync(() =>
        {
            PSCredential pair = new(expected.ConsumerKey, expected.Secret);
            return Calling("Get-SecretInfo", pair, () => vault.Has(name))
                ? CredentialReader.Read(Calling("Get-Secret", pair, () => vault.Get(name)), Name)
                : null;
        });

    /// <summary>Calls the vault.</summary>
    /// <param name="command">What errors call it.</param>
    /// <param name="hidden">The pair that the vault may know, which no error may show.</param>
    /// <param name="call">The call.</param>
    private T Calling<T>(string command, PSCredential hidden, Func<T> call)
    {
        using ErrorGuard guard = new(hidden);
        try
        {
            return call();
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw DeliveryCommandErrors.VaultFailed(Name, command, failure.Message, hidden);
        }
    }
}
