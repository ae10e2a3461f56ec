using System.Management.Automation;
using EcaTools.Core.Rotation.Keys;
using EcaTools.Core.Rotation.Keys.Plans;
using EcaTools.Engine;

namespace EcaTools.Commands.Credentials;

/// <summary>Undoes rotations: callers get the pair that they had before, and only then the staged pair is
/// deleted.</summary>
[Cmdlet(
    VerbsCommon.Undo,
    "EcaKeyRotation",
    DefaultParameterSetName = ReturnSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Undo-EcaKeyRotation.md"
)]
[OutputType(typeof(EcaKeyRotation))]
public sealed class UndoEcaKeyRotationCommand : CredentialDeliveryCmdlet
{
    /// <summary>Also undoes what the journal does not know: a pair that somebody else staged, or a rotation whose
    /// journal is lost.</summary>
    [Parameter]
    public SwitchParameter AdoptStaged { get; set; }

    /// <summary>Proves a pair in place of a login by the client credentials flow, as for
    /// Invoke-EcaKeyRotation.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Verify { get; set; }

    /// <summary>Undoes a rotation that was run with -PassThru alone, whose pair was delivered nowhere.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

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
            AdoptStaged = AdoptStaged,
            Verify = Verify is null ? null : new VerifyScript(new PipelineThread(), Verify).RefusalAsync,
        };
        return ForEachConsumerAsync(
            App,
            IsWhatIf,
            async (session, consumer) =>
            {
                RotationPlan plan = await new KeyRotationUndo(session, options).PlanAsync(
                    consumer,
                    TargetFor(consumer),
                    cancellation
                );
                string org = $"{session.Org.Alias} ({session.Org.OrgType})";
                await RunAsync(
                    plan,
                    ($"Undo the rotation in {org}", $"Undo the rotation of {consumer} in {org}?", "Undo a rotation"),
                    cancellation
                );
            },
            cancellation
        );
    }
}
