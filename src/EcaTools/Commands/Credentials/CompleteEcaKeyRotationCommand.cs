using System.Management.Automation;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.Engine;

namespace EcaTools.Commands.Credentials;

/// <summary>
/// Revokes the previous pairs of rotated apps before they expire: if the delivery target gives callers the new pair,
/// has done so for a day, and the org shows no caller since the rotation; or with -Force.
/// </summary>
[Cmdlet(
    VerbsLifecycle.Complete,
    "EcaKeyRotation",
    DefaultParameterSetName = ReturnSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Complete-EcaKeyRotation.md"
)]
[OutputType(typeof(EcaKeyRotation))]
public sealed class CompleteEcaKeyRotationCommand : CredentialDeliveryCmdlet
{
    /// <summary>Revokes the previous pair whoever calls, and however old the rotation is. Callers without another pair
    /// are locked out for good. A delivery target that holds another pair than the app's own is still
    /// refused.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How long callers must have had the new pair, such as 7d, 12h or a TimeSpan: longer than a caller keeps
    /// a pair in memory, or than the longest time between two calls. 1d by default.</summary>
    [Parameter]
    [Age]
    public TimeSpan MinimumAge { get; set; } = new KeyCompletionOptions().MinimumAge;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        KeyCompletionOptions options = new() { Force = Force, MinimumAge = MinimumAge };
        return ForEachConsumerAsync(
            App,
            IsWhatIf,
            async (session, consumer) =>
            {
                RotationPlan plan = await new KeyRotationCompletion(session, options).PlanAsync(
                    consumer,
                    TargetFor(consumer),
                    cancellation
                );
                string org = $"{session.Org.Alias} ({session.Org.OrgType})";
                string callers = plan.Callers.IsEmpty
                    ? "No caller was seen since the rotation."
                    : $"Seen calling since the rotation: {string.Join(", ", plan.Callers)}.";
                string? warning = (plan as RevokePlan)?.Warning;
                await RunAsync(
                    plan,
                    (
                        $"Revoke the previous pair in {org}",
                        $"Revoke the previous pair of {consumer} in {org}? {callers} {warning}",
                        "Revoke a consumer key"
                    ),
                    cancellation
                );
            },
            cancellation
        );
    }
}
