using System.Management.Automation;
using EcaTools.Core.Credentials;
using EcaTools.Core.Rotation;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Credentials;

/// <summary>Takes rotations back: callers get the pair that they had before, and only then the staged pair is deleted.</summary>
[Cmdlet(VerbsCommon.Undo, "EcaKeyRotation", DefaultParameterSetName = ReturnSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = Help.Uri + "Undo-EcaKeyRotation.md")]
[OutputType(typeof(EcaKeyRotation))]
public sealed class UndoEcaKeyRotationCommand : CredentialDeliveryCmdlet
{
    /// <summary>The app: its full name or record id, or what Get-ExternalClientApp or Get-EcaKeyRotation wrote.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [AppIdentity]
    [ValidateNotNull]
    public EcaAppIdentity[] App { get; set; } = [];

    /// <summary>Takes back what the journal does not know, too: another's staged pair, or a rotation whose journal is lost.</summary>
    [Parameter]
    public SwitchParameter AdoptStaged { get; set; }

    /// <summary>Proves a pair in place of a login by the client credentials flow, as for Invoke-EcaKeyRotation.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Verify { get; set; }

    /// <summary>The folder of the journal, as for Invoke-EcaKeyRotation.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string JournalPath { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        RotationJournal journal = new(JournalPath.Length > 0 ? ResolveOutputPath(JournalPath) : null);
        KeyRotationOptions options = new() { AdoptStaged = AdoptStaged, Verify = Verify is null ? null : new VerifyScript(new PipelineThread(), Verify).RefusalAsync };
        await ForEachAsync(App, async app =>
        {
            using KeyRotationSession session = await KeyRotationSession.OpenAsync(org, app, journal, IsWhatIf, cancellation);
            KeyRotationUndo undo = new(session, options);
            await ForEachAsync(session.Consumers, async consumer =>
            {
                KeyRotationPlan plan = await undo.PlanAsync(consumer, TargetFor(consumer), cancellation);
                if (plan.Outcome is null && !MayUndo(org, plan))
                {
                    return;
                }

                EcaKeyRotation result = await undo.RunAsync(plan, cancellation);
                Write(result);
                if (result.State == KeyRotationState.NeedsHuman)
                {
                    WriteWarning($"{consumer}: {result.NextStep}");
                }
            });
        });
    }

    private bool MayUndo(EcaOrg org, KeyRotationPlan plan) =>
        ShouldProcess(RotationText.Describe("Take back the rotation", org, plan), $"Take back the rotation of {plan.Consumer} in {org.Alias} ({org.OrgType})?", "Undo a rotation");
}
