using System.Management.Automation;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Practice;

/// <summary>Stops practice orgs. What was in them is gone.</summary>
[Cmdlet(
    VerbsLifecycle.Stop,
    "EcaPracticeOrg",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Low,
    HelpUri = Help.Uri + "Stop-EcaPracticeOrg.md"
)]
[OutputType(typeof(void))]
public sealed class StopEcaPracticeOrgCommand : EcaCmdlet
{
    /// <summary>The practice orgs to stop, as Start-EcaPracticeOrg wrote them. Without it, all that this session
    /// started stop.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [LiveObject(typeof(EcaPracticeOrg), "Start-EcaPracticeOrg")]
    [ValidateNotNullOrEmpty]
    public EcaPracticeOrg[]? PracticeOrg { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        PracticeOrgs orgs = PracticeOrgs.Current;
        foreach (EcaPracticeOrg org in PracticeOrg ?? orgs.Running)
        {
            if (ShouldProcess(org.Url.AbsoluteUri, "Stop practice org"))
            {
                await orgs.StopAsync(org);
            }
        }
    }
}
