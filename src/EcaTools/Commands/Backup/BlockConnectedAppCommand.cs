using System.Management.Automation;
using EcaTools.Core;
using EcaTools.Core.Freeze;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Backup;

/// <summary>Blocks Connected Apps and External Client Apps, so that nobody can log in with them. An app that is still
/// in use is refused.</summary>
[Cmdlet(
    VerbsSecurity.Block,
    "ConnectedApp",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Block-ConnectedApp.md"
)]
[OutputType(typeof(EcaBlock))]
public sealed class BlockConnectedAppCommand : EcaOrgCmdlet
{
    /// <summary>The apps: full names, or what Get-ConnectedApp, Get-ExternalClientApp and Backup-ConnectedApp
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

    /// <summary>How long nobody may have used the app, such as 14d, which is the default.</summary>
    [Parameter]
    [Age]
    public TimeSpan QuietPeriod { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Blocks an app that was used within the quiet period, or whose use is not known. Needs
    /// -Reason.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Why the app is blocked although it is in use. The result keeps it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <summary>Revokes the app's tokens once it is blocked. They can't be restored: every caller must be authorized
    /// again.</summary>
    [Parameter]
    public SwitchParameter RevokeToken { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation) =>
        Force && Reason is null ? throw ParameterErrors.ReasonMissing() : Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        AppFreezer freezer = new(org);
        BlockOptions options = new()
        {
            QuietPeriod = QuietPeriod,
            ForceReason = Force ? Reason : null,
            RevokeTokens = RevokeToken,
        };
        await ForEachAsync(
            App,
            async target =>
            {
                BlockPlan plan = await freezer.PlanBlockAsync(target.Name, target.Kind ?? Kind, options, cancellation);
                bool isAsked = plan is { IsChange: true, Refusal: null };
                if (!isAsked || ShouldProcess($"{org.Alias} ({org.OrgType}): {plan.Summary}", "Block an app"))
                {
                    Write(await freezer.ApplyAsync(plan, cancellation));
                }
            }
        );
    }
}
