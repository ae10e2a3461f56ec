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
    private readonly Dictionary<string, EcaAssessor> assessors = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The apps to judge, as Get-ConnectedApp writes them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public ConnectedApp[] App { get; set; } = [];

    /// <summary>The API version of the org that the apps would move in: what blocks below it may not block above. The app's own org's where it is left out, else the current org's, or 66.0 where none is connected.</summary>
    [Parameter]
    [ApiVersion]
    public ApiVersion? ApiVersion { get; set; }

    /// <summary>Writes only true or false for each app: whether it can move, with or without changes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = QuietSet)]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation) => ForEachAsync(App, async app =>
    {
        EcaAssessor assessor = await AssessorForAsync(app.Source, cancellation);
        EcaAssessment assessment = assessor.Assess(app);
        Write(Quiet ? assessment.CanMigrate : assessment);
    });

    /// <summary>The assessor for the apps of one source: with the org's evidence where the source is an org of this session.</summary>
    private async Task<EcaAssessor> AssessorForAsync(string source, CancellationToken cancellation)
    {
        OrgTable orgs = EcaSession.Of(SessionState).Orgs;
        EcaOrg? org = orgs.Find(source);
        string key = org?.Alias ?? "";
        if (!assessors.TryGetValue(key, out EcaAssessor? assessor))
        {
            OrgEvidence evidence = org is null ? OrgEvidence.None : await new OrgEvidenceReader(org).ReadAsync(cancellation);
            ApiVersion version = ApiVersion ?? (org ?? orgs.Current)?.ApiVersion ?? MetadataSchema.Default.DefaultVersion;
            assessors[key] = assessor = new EcaAssessor(BlockerRules.Default, version, TimeProvider.System, evidence);
        }

        return assessor;
    }
}
