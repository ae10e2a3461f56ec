using System.Globalization;
using System.Management.Automation;
using EcaTools.Commands.Inventory;
using EcaTools.Core;
using EcaTools.Core.Deployment.Removal;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Deployment;

/// <summary>
/// Removes External Client Apps from an org, after a look at who uses them and with a backup of their metadata. An app
/// that was used in the last seven days is not removed without -Force.
/// </summary>
[Cmdlet(
    VerbsCommon.Remove,
    "ExternalClientApp",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Remove-ExternalClientApp.md"
)]
[OutputType(typeof(EcaRemoval))]
public sealed class RemoveExternalClientAppCommand : EcaOrgCmdlet
{
    private EcaOrg? _org;
    private EcaRemover? _remover;

    /// <summary>The full names of the apps. Names and objects with a name bind to it from the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [NameFrom("ExternalClientAppName", "Name", "App")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExternalClientAppNameCompleter))]
    [Alias("App")]
    public string[] Name { get; set; } = [];

    /// <summary>The folder for the backup; a folder for each app is made in it. The folder .ecatools/removed of the
    /// current location if it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BackupPath { get; set; }

    /// <summary>Removes an app that was used in the last seven days, or of which that could not be looked up.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        _org = RequireOrg();
        _remover = new EcaRemover(_org);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation) =>
        ForEachAsync(Name, name => RemoveAsync(name, cancellation));

    private async Task RemoveAsync(string name, CancellationToken cancellation)
    {
        using CmdletProgress bar = StartProgress($"Removing {name} from {_org!.Alias}");
        bar.Report("Looking who uses it");
        EcaRemovalPlan plan = await _remover!.PlanAsync(name, cancellation);
        string lines = string.Concat(plan.Effects.Select(line => $"{Environment.NewLine}  {line}"));
        EcaException? refusal = Force ? null : _remover.Refusal(plan);
        string what =
            $"Remove the External Client App {plan.Name} from {_org.Alias} ({_org.OrgType}){(refusal is null ? "" : ", which is refused")}{lines}";
        if (refusal is not null && !IsWhatIf)
        {
            throw refusal;
        }

        if (ShouldProcess(what, what, "Remove External Client App"))
        {
            string time = _org.GetClient().Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
            string folder = System.IO.Path.Combine(
                ResolveOutputPath(BackupPath ?? System.IO.Path.Combine(".ecatools", "removed")),
                $"{plan.Name}-{time}"
            );
            Write(await _remover.RemoveAsync(plan, folder, cancellation));
        }
    }
}
