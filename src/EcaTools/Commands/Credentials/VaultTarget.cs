using System.Collections.ObjectModel;
using System.Management.Automation;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;
using EcaTools.Engine;

namespace EcaTools.Commands.Credentials;

/// <summary>
/// A secret of a vault that is registered with the module Microsoft.PowerShell.SecretManagement: one PSCredential, the
/// consumer key as its user name and the consumer secret as its password, so that both change in one step.
/// </summary>
internal sealed class VaultTarget : ICredentialTarget
{
    private const string Module = "Microsoft.PowerShell.SecretManagement";

    private readonly PipelineThread _pipeline;
    private readonly string _vault;
    private readonly string _name;

    /// <exception cref="Core.EcaException"><c>DeliveryNotAvailable</c>, before anything else is done.</exception>
    public VaultTarget(PipelineThread pipeline, CommandInvocationIntrinsics commands, string vault, string name)
    {
        (_pipeline, _vault, _name) = (pipeline, vault, name);
        if (commands.GetCommand($"{Module}\\Set-Secret", CommandTypes.Cmdlet | CommandTypes.Function) is null)
        {
            throw DeliveryCommandErrors.SecretManagementMissing();
        }
    }

    public string Name => $"vault {_vault}/{_name}";

    public bool CanReadBack => true;

    public Task DeliverAsync(EcaCredential credential, CancellationToken cancellation) =>
        _pipeline.InvokeAsync(() =>
        {
            PSCredential pair = new(credential.ConsumerKey, credential.Secret);
            return Call("Set-Secret", pair, pair);
        });

    public Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation) =>
        _pipeline.InvokeAsync(() =>
        {
            PSCredential pair = new(expected.ConsumerKey, expected.Secret);
            return Call("Get-SecretInfo", pair).Count == 0
                ? null
                : CredentialReader.Read(Call("Get-Secret", pair), Name);
        });

    /// <summary>Calls a command of the module in the cmdlet's own runspace, as an object and not as text: no secret is
    /// in any script or history.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hidden">The pair that the vault may know, which no error may show.</param>
    /// <param name="secret">The pair to store; null for a command that stores none.</param>
    private Collection<PSObject> Call(string command, PSCredential hidden, PSCredential? secret = null)
    {
        using ErrorGuard guard = new(hidden);
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell
            .AddCommand($"{Module}\\{command}")
            .AddParameter("Name", _name)
            .AddParameter("Vault", _vault)
            .AddParameter("ErrorAction", ActionPreference.Stop);
        if (secret is not null)
        {
            shell.AddParameter("Secret", secret);
        }

        try
        {
            return shell.Invoke();
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw DeliveryCommandErrors.VaultFailed(Name, command, failure.Message, hidden);
        }
    }
}
