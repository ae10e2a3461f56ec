using System.Management.Automation;
using EcaTools.Core.Blockers;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Blockers;

/// <summary>Judges whether Connected Apps can move to External Client Apps, and what stands in the way.</summary>
[Cmdlet(VerbsDiagnostic.Test, "EcaBlocker", DefaultParameterSetName = FindingsSet, HelpUri = Help.Uri + "Test-EcaBlocker.md")]
[OutputType(typeof(EcaAssessment), ParameterSetName = [FindingsSet])]
[OutputType(typeof(bool), ParameterSetName = [QuietSet])]
public sealed class TestEcaBlockerCommand : EcaCmdlet
{
    private const string FindingsSet = "Findings";
    private const string QuietSet = "Quiet";
    private EcaAssessor? assessor;

    /// <summary>The apps to judge, as Get-ConnectedApp writes them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public ConnectedApp[] App { get; set; } = [];

    /// <summary>The API version of the org that the apps would move in: what blocks below it may not block above. The current org's where it is left out, or 66.0 where none is connected.</summary>
    [Parameter]
    [ApiVersion]
    public ApiVersion? ApiVersion { get; set; }

    /// <summary>Writes only true or false for each app: whether it can move, with or without changes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = QuietSet)]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        ApiVersion version = ApiVersion ?? EcaSession.Of(SessionState).Orgs.Current?.ApiVersion ?? MetadataSchema.Default.DefaultVersion;
        assessor = new EcaAssessor(BlockerRules.Default, version, TimeProvider.System);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        foreach (ConnectedApp app in App)
        {
            EcaAssessment assessment = assessor!.Assess(app);
            Write(Quiet ? assessment.CanMigrate : assessment);
        }

        return Task.CompletedTask;
    }
}
