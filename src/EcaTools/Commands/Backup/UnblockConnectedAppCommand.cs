using System.Management.Automation;
using EcaTools.Core.Freeze;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Backup;

/// <summary>Unblocks Connected Apps and External Client Apps. An app that API Access Control keeps out stays as it
/// is.</summary>
[Cmdlet(
    VerbsSecurity.Unblock,
    "ConnectedApp",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Uri + "Unblock-ConnectedApp.md"
)]
[OutputType(typeof(EcaBlock))]
public sealed class UnblockConnectedAppCommand : EcaOrgCmdlet
{
    /// <summary>The apps: full names, or what Get-ConnectedApp, Get-ExternalClientApp and Block-ConnectedApp
    /// write.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppTarget]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Inventory.ConnectedAppNameCompleter))]
    [Alias("Name")]
    public AppTarget[] App { get; set; } = [];

    /// <summary>What kind of app a name means. The Connected App if it is left out, or the External Client App if there
    /// is no Connected App of that name.</summary>
    [Parameter]
    public AppKind? Kind { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        AppFreezer freezer = new(org);
        await ForEachAsync(
            App,
            async target =>
            {
                BlockPlan plan = await freezer.PlanUnblockAsync(target.Name, target.Kind ?? Kind, cancellation);
                bool isAsked = plan is { IsChange: true, Refusal: null };
                if (isAsked && !ShouldProcess($"{org.Alias} ({org.OrgType}): {plan.Summary}", "Unblock an app"))
                {
                    return;
                }

                EcaBlock result = await freezer.ApplyAsync(plan, cancellation);
                Write(result);
                if (result.Note is { } note)
                {
                    WriteWarning($"{result.App}: {note}");
                }
            }
        );
    }
}
