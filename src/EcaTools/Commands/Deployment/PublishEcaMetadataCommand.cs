using System.Management.Automation;
using EcaTools.Core.Deployment;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Deployment;

/// <summary>
/// Deploys the metadata of External Client Apps in phases (the app with its OAuth settings, then its policies), waits for each,
/// and reads back the consumer key and the policies that the org generated.
/// </summary>
[Cmdlet(VerbsData.Publish, "EcaMetadata", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = Help.Uri + "Publish-EcaMetadata.md")]
[OutputType(typeof(EcaDeployment))]
public sealed class PublishEcaMetadataCommand : EcaOrgCmdlet
{
    /// <summary>The metadata to deploy, as New-EcaMetadata writes it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public EcaMetadata[] Metadata { get; set; } = [];

    /// <summary>Lets the org check the deployment without changing anything.</summary>
    [Parameter]
    public SwitchParameter ValidateOnly { get; set; }

    /// <summary>How many minutes to wait for each deployment, 1 to 1440. When they are over the deployment goes on in the org; run the command again to take it up.</summary>
    [Parameter]
    [ValidateRange(1, 1440)]
    public int TimeoutMinutes { get; set; } = 30;
}
