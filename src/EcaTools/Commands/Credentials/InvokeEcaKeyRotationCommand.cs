using System.Management.Automation;
using EcaTools.Core.Delivery;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Credentials;

/// <summary>
/// Rotates the consumer keys and secrets of External Client Apps with an overlap: a new pair is staged, proved,
/// delivered, read back, proved again and promoted, and the previous pair stays valid for up to 30 days. However a run
/// ends, the same command resumes it.
/// </summary>
[Cmdlet(
    VerbsLifecycle.Invoke,
    "EcaKeyRotation",
    DefaultParameterSetName = ReturnSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Invoke-EcaKeyRotation.md"
)]
[OutputType(typeof(EcaKeyRotation))]
public sealed class InvokeEcaKeyRotationCommand : CredentialDeliveryCmdlet
{
    /// <summary>Rotates only pairs that are older, such as 90d, 12h or a TimeSpan; and those whose age is not
    /// known.</summary>
    [Parameter]
    [Age]
    [ArgumentCompleter(typeof(AgeCompleter))]
    public TimeSpan? IfOlderThan { get; set; }

    /// <summary>Whether the new pair is delivered before it is promoted. Auto does so if the staged pair already logs
    /// in, and promotes it first if it does not.</summary>
    [Parameter]
    public KeyRotationOrder Order { get; set; }

    /// <summary>Continues with a pair that the org has staged or promoted and the journal does not know, as after the
    /// loss of a journal.</summary>
    [Parameter]
    public SwitchParameter AdoptStaged { get; set; }

    /// <summary>Replaces the key and secret immediately, without an overlap, as after a leak. Callers are locked out
    /// until they fetch the new pair; -WhatIf names the users.</summary>
    [Parameter]
    public SwitchParameter Immediate { get; set; }

    /// <summary>Proves a pair in place of a login by the client credentials flow: { param($Credential) … } gets it as a
    /// PSCredential. The pair is valid unless the script fails or writes $false.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Verify { get; set; }

    /// <summary>Writes the pair with the result, too. Without a delivery target, the result is the only way that it
    /// goes.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>How many minutes to wait for a promoted pair to log in, 0 to 60.</summary>
    [Parameter]
    [ValidateRange(0, 60)]
    public int TimeoutMinutes { get; set; } = 2;

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        RequireTarget(PassThru);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        KeyRotationOptions options = new()
        {
            Order = Order,
            IfOlderThan = IfOlderThan,
            AdoptStaged = AdoptStaged,
            Verify = Verify is null ? null : new VerifyScript(new PipelineThread(), Verify).RefusalAsync,
            MaximumWait = TimeSpan.FromMinutes(TimeoutMinutes),
            IncludeCredential = PassThru,
        };
        return ForEachConsumerAsync(
            App,
            IsWhatIf,
            async (session, consumer) =>
            {
                ICredentialTarget target = TargetFor(consumer);
                RotationPlan plan = Immediate
                    ? await new ImmediateReplacement(session, options).PlanAsync(consumer, target, cancellation)
                    : await new KeyRotator(session, options).PlanAsync(consumer, target, cancellation);
                await RunAsync(plan, Question(session.Org, plan), cancellation);
            },
            cancellation
        );
    }

    /// <summary>Every rotation is asked for, whatever the org: -Confirm:$false is how a runbook agrees.</summary>
    private static (string Verb, string Question, string Caption) Question(EcaOrg org, RotationPlan plan)
    {
        string where = $"{plan.Consumer} in {org.Alias} ({org.OrgType})";
        if (plan is not ReplacePlan)
        {
            return (
                $"Rotate the consumer key and secret in {org.Alias} ({org.OrgType})",
                $"Rotate the consumer key and secret of {where}?",
                "Rotate a consumer key"
            );
        }

        string users = plan.Callers.IsEmpty
            ? "The org lists no user with a token of the app."
            : $"These users have tokens, which end: "
                + $"{string.Join(", ", plan.Callers.Select(caller => caller.Username))}.";
        return (
            $"Replace the consumer key and secret immediately in {org.Alias} ({org.OrgType})",
            $"{users} Replace the consumer key and secret of {where} immediately?",
            "Lock callers out"
        );
    }
}
