using System.Management.Automation;
using EcaTools.Core.Credentials;
using EcaTools.Core.Rotation;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Credentials;

/// <summary>
/// Rotates the consumer keys and secrets of External Client Apps with an overlap: a new pair is staged, proved, delivered, read back, proved
/// again and promoted, and the previous pair stays good for up to 30 days. Ended at any moment, the same command takes it up.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "EcaKeyRotation", DefaultParameterSetName = ReturnSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = Help.Uri + "Invoke-EcaKeyRotation.md")]
[OutputType(typeof(EcaKeyRotation))]
public sealed class InvokeEcaKeyRotationCommand : CredentialDeliveryCmdlet
{
    /// <summary>The app: its full name or record id, or what Get-ExternalClientApp or Get-EcaKeyRotation wrote. All of its consumers are rotated, one after the other.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [AppIdentity]
    [ValidateNotNull]
    public EcaAppIdentity[] App { get; set; } = [];

    /// <summary>Rotates only pairs that are older, such as 90d, 12h or a TimeSpan; and those whose age is not known.</summary>
    [Parameter]
    [Age]
    public TimeSpan? IfOlderThan { get; set; }

    /// <summary>Whether the new pair is delivered before it is promoted. Auto does so where the staged pair logs in already, and promotes first where it does not.</summary>
    [Parameter]
    public KeyRotationOrder Order { get; set; }

    /// <summary>Goes on with a pair that the org has staged or promoted and the journal does not know, as after the loss of a journal.</summary>
    [Parameter]
    public SwitchParameter AdoptStaged { get; set; }

    /// <summary>Replaces the key and secret at once, without an overlap, as after a leak. Whoever has not fetched the new pair is locked out; -WhatIf names the users.</summary>
    [Parameter]
    public SwitchParameter Immediate { get; set; }

    /// <summary>Proves a pair in place of a login by the client credentials flow: { param($Credential) … } gets it as a PSCredential. It is good unless the script fails or writes $false.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Verify { get; set; }

    /// <summary>The folder of the journal, on storage that outlives this machine where a runbook runs on another one each time. The user's application data where it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string JournalPath { get; set; } = "";

    /// <summary>How many minutes to wait for a promoted pair to log in, 0 to 60.</summary>
    [Parameter]
    [ValidateRange(0, 60)]
    public int TimeoutMinutes { get; set; } = 2;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        RotationJournal journal = new(JournalPath.Length > 0 ? ResolveOutputPath(JournalPath) : null);
        KeyRotationOptions options = new()
        {
            Order = Order,
            IfOlderThan = IfOlderThan,
            AdoptStaged = AdoptStaged,
            Verify = Verify is null ? null : new VerifyScript(new PipelineThread(), Verify).RefusalAsync,
            MaximumWait = TimeSpan.FromMinutes(TimeoutMinutes),
            IncludeCredential = PassThru,
        };
        await ForEachAsync(App, async app =>
        {
            using KeyRotationSession session = await KeyRotationSession.OpenAsync(org, app, journal, IsWhatIf, cancellation);
            KeyRotator rotator = new(session, options);
            ImmediateReplacement replacement = new(session, options);
            await ForEachAsync(session.Consumers, async consumer =>
            {
                ICredentialTarget target = TargetFor(consumer);
                KeyRotationPlan plan = Immediate
                    ? await replacement.PlanAsync(consumer, target, cancellation)
                    : await rotator.PlanAsync(consumer, target, cancellation);
                if (plan.Outcome is null && !MayRotate(org, plan))
                {
                    return;
                }

                EcaKeyRotation result = Immediate ? await replacement.RunAsync(plan, cancellation) : await rotator.RunAsync(plan, cancellation);
                Write(result);
                if (result.State == KeyRotationState.NeedsHuman)
                {
                    WriteWarning($"{consumer}: {result.NextStep}");
                }
            });
        });
    }

    /// <summary>Every rotation is asked for, whatever the org: -Confirm:$false is the answer of a runbook.</summary>
    private bool MayRotate(EcaOrg org, KeyRotationPlan plan)
    {
        string question = Immediate
            ? $"{Users(plan)} Replace the consumer key and secret of {plan.Consumer} in {org.Alias} ({org.OrgType}) at once?"
            : $"Rotate the consumer key and secret of {plan.Consumer} in {org.Alias} ({org.OrgType})?";
        return ShouldProcess(RotationText.Describe("Rotate the consumer key and secret", org, plan), question, Immediate ? "Lock callers out" : "Rotate a consumer key");
    }

    private static string Users(KeyRotationPlan plan) => plan.Callers.IsEmpty
        ? "The org lists no user with a token of the app."
        : $"These users have tokens, which end: {string.Join(", ", plan.Callers.Select(caller => caller.Username))}.";
}
