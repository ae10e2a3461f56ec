using System.Management.Automation;
using EcaTools.Core;
using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Credentials;

/// <summary>
/// Gets the consumer key and secret of External Client Apps, for all consumers of each. The org's switch for it must be
/// on.
/// </summary>
[Cmdlet(
    VerbsCommon.Get,
    "EcaCredential",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Uri + "Get-EcaCredential.md"
)]
[OutputType(typeof(EcaCredential))]
public sealed class GetEcaCredentialCommand : EcaOrgCmdlet
{
    // How long a pipeline that was stopped may take to end.
    private static readonly TimeSpan LongestSwitchOff = TimeSpan.FromSeconds(30);

    // The org whose switch is still to be turned off.
    private EcaOrg? _openOrg;

    /// <summary>
    /// The app: its full name or record id, or what Get-ExternalClientApp, Publish-EcaMetadata or a rotation wrote.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [AppIdentity]
    [ValidateNotNull]
    [Alias("Name")]
    public EcaAppIdentity[] App { get; set; } = [];

    /// <summary>
    /// Gets the second pair of each consumer, too: the one that waits for its promotion, or the one that the last
    /// promotion replaced.
    /// </summary>
    [Parameter]
    public SwitchParameter IncludeStaged { get; set; }

    /// <summary>
    /// Switches the org's REST access to consumer secrets off at the end, however the command ends. It is everybody's
    /// switch: a rotation needs it on.
    /// </summary>
    [Parameter]
    public SwitchParameter DisableSecretAccessAfter { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        if (DisableSecretAccessAfter)
        {
            // Asked before the first secret: at the end of a pipeline that was stopped, nobody can be asked any more.
            EcaOrg org = RequireOrg();
            string action = "Switch off REST access to consumer secrets at the end";
            _openOrg = ShouldProcess($"{org.Alias} ({org.OrgType})", action) ? org : null;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        CredentialClient client = new(RequireOrg());
        await ForEachAsync(
            App,
            async identity =>
            {
                EcaAppIdentity app = await client.FindAsync(identity, cancellation);
                foreach (EcaConsumer consumer in await client.ListConsumersAsync(app, cancellation))
                {
                    Write(await client.GetCurrentAsync(consumer, cancellation));
                    if (IncludeStaged && await client.GetSecondAsync(consumer, cancellation) is { } second)
                    {
                        Write(second);
                    }
                }
            }
        );
    }

    /// <summary>The switch goes off whatever the pipeline brought.</summary>
    protected override bool EndsWithoutInput => DisableSecretAccessAfter;

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        if (_openOrg is { } org)
        {
            bool wasOn;
            try
            {
                wasOn = await new CredentialClient(org).DisableSecretAccessAsync(cancellation);
            }
            finally
            {
                // A failure is the error that comes now; only what was stopped is left to Dispose.
                _openOrg = cancellation.IsCancellationRequested ? org : null;
            }

            string state = wasOn ? "is switched off" : "was off already";
            WriteVerbose($"REST access to consumer secrets {state} in {org.Alias}.");
        }
        else if (!DisableSecretAccessAfter)
        {
            string alias = RequireOrg().Alias;
            WriteVerbose($"{alias} gives out consumer secrets by REST. -DisableSecretAccessAfter switches that off.");
        }
    }

    /// <summary>
    /// Switches off where the end never came: a command after this one took all that it wanted, something threw, or the
    /// pipeline was stopped. PowerShell's streams are closed by then, so that a failure goes to the host.
    /// </summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _openOrg is { } org)
        {
            _openOrg = null;
            try
            {
                CredentialClient client = new(org);
                Task.Run(() => client.DisableSecretAccessAsync(LongestSwitchOff)).GetAwaiter().GetResult();
            }
            catch (EcaException error)
            {
                Host.UI.WriteErrorLine($"{error.Message} {error.NextStep}");
            }
        }

        base.Dispose(disposing);
    }
}
