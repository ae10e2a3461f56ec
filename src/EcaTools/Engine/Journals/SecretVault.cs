using System.Collections.ObjectModel;
using System.Management.Automation;

namespace EcaTools.Engine.Journals;

/// <summary>A vault that is registered with the module Microsoft.PowerShell.SecretManagement.</summary>
internal sealed class SecretVault
{
    private const string Module = "Microsoft.PowerShell.SecretManagement";

    private readonly string _vault;

    /// <exception cref="Core.EcaException"><c>DeliveryNotAvailable</c>, before anything else is done.</exception>
    public SecretVault(PipelineThread pipeline, CommandInvocationIntrinsics commands, string vault)
    {
        (Pipeline, _vault) = (pipeline, vault);
        if (commands.GetCommand($"{Module}\\Set-Secret", CommandTypes.Cmdlet | CommandTypes.Function) is null)
        {
            throw EngineErrors.SecretManagementMissing();
        }
    }

    /// <summary>The thread on which the commands run.</summary>
    public PipelineThread Pipeline { get; }

    /// <summary>What people call it.</summary>
    public string Name => $"vault {_vault}";

    /// <summary>Whether the vault has a secret of a name.</summary>
    /// <exception cref="RuntimeException">The vault failed.</exception>
    public bool Has(string name) => Call("Get-SecretInfo", name).Count > 0;

    /// <summary>Reads a secret.</summary>
    /// <exception cref="RuntimeException">The vault failed, or has no such secret.</exception>
    public Collection<PSObject> Get(string name) => Call("Get-Secret", name);

    /// <summary>Replaces a secret.</summary>
    /// <exception cref="RuntimeException">The vault failed.</exception>
    public Collection<PSObject> Set(string name, object secret) => Call("Set-Secret", name, secret);

    /// <summary>Calls a command of the module in the cmdlet's own runspace, as an object and not as text: no secret is
    /// in any script or history.</summary>
    private Collection<PSObject> Call(string command, string name, object? secret = null)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell
            .AddCommand($"{Module}\\{command}")
            .AddParameter("Name", name)
            .AddParameter("Vault", _vault)
            .AddParameter("ErrorAction", ActionPreference.Stop);
        if (secret is not null)
        {
            shell.AddParameter("Secret", secret);
        }

        return shell.Invoke();
    }
}
