using System.Management.Automation;
using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Credentials;

/// <summary>Gets the consumer key and secret of External Client Apps, for all consumers of each. The org's switch for it must be on.</summary>
[Cmdlet(VerbsCommon.Get, "EcaCredential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = Help.Uri + "Get-EcaCredential.md")]
[OutputType(typeof(EcaCredential))]
public sealed class GetEcaCredentialCommand : EcaOrgCmdlet
{
    /// <summary>The app: its full name or record id, or what Get-ExternalClientApp, Publish-EcaMetadata or a rotation wrote.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [AppIdentity]
    [ValidateNotNull]
    public EcaAppIdentity[] App { get; set; } = [];

    /// <summary>Gets the second pair of each consumer, too: the one that waits for its promotion, or the one that the last promotion replaced.</summary>
    [Parameter]
    public SwitchParameter IncludeStaged { get; set; }

    /// <summary>Switches the org's REST access to consumer secrets off at the end, whatever became of the apps. It is everybody's switch: a rotation needs it on.</summary>
    [Parameter]
    public SwitchParameter DisableSecretAccessAfter { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        CredentialClient client = new(RequireOrg());
        await ForEachAsync(App, async identity =>
        {
            EcaAppIdentity app = await client.FindAsync(identity, cancellation);
            foreach (EcaConsumer consumer in await client.ListConsumersAsync(app, cancellation))
            {
                Give(await client.GetCurrentAsync(consumer, cancellation));
                if (IncludeStaged && await client.GetSecondAsync(consumer, cancellation) is { } second)
                {
                    Give(second);
                }
            }
        });
    }

    /// <summary>The switch goes off whatever the pipeline brought.</summary>
    protected override bool EndsWithoutInput => DisableSecretAccessAfter;

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        if (!DisableSecretAccessAfter)
        {
            WriteVerbose($"{org.Alias} gives out consumer secrets by REST. -DisableSecretAccessAfter switches that off again.");
        }
        else if (ShouldProcess($"{org.Alias} ({org.OrgType})", "Switch off REST access to consumer secrets")
            && !await new CredentialClient(org).DisableSecretAccessAsync(cancellation))
        {
            WriteVerbose($"REST access to consumer secrets was off in {org.Alias} already.");
        }
    }

    /// <summary>With the pair as a PSCredential, which most commands take.</summary>
    private void Give(EcaCredential pair)
    {
        PSObject item = PSObject.AsPSObject(pair);
        item.Properties.Add(new PSNoteProperty("Credential", new PSCredential(pair.ConsumerKey, pair.Secret)));
        Write(item);
    }
}
