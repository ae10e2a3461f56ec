using System.Management.Automation;
using EcaTools.Core.Credentials;
using EcaTools.Core.Rotation;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Credentials;

/// <summary>Revokes the previous pairs of rotated apps before their time is over, where the org shows no caller since the rotation, or with -Force.</summary>
[Cmdlet(VerbsLifecycle.Complete, "EcaKeyRotation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = Help.Uri + "Complete-EcaKeyRotation.md")]
[OutputType(typeof(EcaKeyRotation))]
public sealed class CompleteEcaKeyRotationCommand : EcaOrgCmdlet
{
    /// <summary>The app: its full name or record id, or what Get-ExternalClientApp or Get-EcaKeyRotation wrote.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [AppIdentity]
    [ValidateNotNull]
    public EcaAppIdentity[] App { get; set; } = [];

    /// <summary>Revokes the previous pair whoever calls, and names them. Whoever has no other pair is locked out at once, for good.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The folder of the journal, as for Invoke-EcaKeyRotation.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string JournalPath { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        RotationJournal journal = new(JournalPath.Length > 0 ? ResolveOutputPath(JournalPath) : null);
        await ForEachAsync(App, async app =>
        {
            using KeyRotationSession session = await KeyRotationSession.OpenAsync(org, app, journal, IsWhatIf, cancellation);
            KeyRotationCompletion completion = new(session);
            await ForEachAsync(session.Consumers, async consumer =>
            {
                KeyRotationPlan plan = await completion.PlanAsync(consumer, Force, cancellation);
                string question = plan.Callers.IsEmpty ? "No caller was seen since the rotation." : $"Seen calling since the rotation: {string.Join(", ", plan.Callers)}.";
                if (plan.Outcome is null && !ShouldProcess(
                    RotationText.Describe("Revoke the previous pair", org, plan),
                    $"Revoke the previous pair of {plan.Consumer} in {org.Alias} ({org.OrgType})? {question}",
                    "Revoke a consumer key"))
                {
                    return;
                }

                EcaKeyRotation result = await completion.RunAsync(plan, cancellation);
                Write(result);
                if (result.State == KeyRotationState.NeedsHuman)
                {
                    WriteWarning($"{consumer}: {result.NextStep}");
                }
            });
        });
    }
}
