using System.Management.Automation;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Engine;
using EcaTools.Engine.Binding;
using EcaTools.Rehearsal;

namespace EcaTools.Commands.Practice;

/// <summary>Runs a whole migration against a practice org, to the freeze of one app, and leaves the metadata project,
/// reports and the checklist behind.</summary>
[Cmdlet(
    VerbsLifecycle.Invoke,
    "EcaRehearsal",
    DefaultParameterSetName = SeedSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Low,
    HelpUri = Help.Uri + "Invoke-EcaRehearsal.md"
)]
[OutputType(typeof(RehearsalResult))]
public sealed class InvokeEcaRehearsalCommand : PracticeSeedCmdlet
{
    /// <summary>The folder for the results: a new or empty one, or that of an earlier rehearsal, whose files are
    /// replaced.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    /// <summary>What the practice org starts with: demo, empty, enterprise:N for a company with N apps, or from:FOLDER
    /// for your own metadata.</summary>
    [Parameter(ParameterSetName = SeedSet)]
    [ValidatePattern(SeedPattern)]
    [ArgumentCompleter(typeof(PracticeSeedCompleter))]
    public string Seed { get; set; } = "demo";

    /// <summary>The API version to write the metadata for.</summary>
    [Parameter]
    [ApiVersion]
    [ArgumentCompleter(typeof(ApiVersionCompleter))]
    public ApiVersion? ApiVersion { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        string output = ResolveOutputPath(OutputPath);
        string seed = ResolveSeed(Seed);
        if (!ShouldProcess(output, $"Rehearse a migration of the practice org '{seed}'"))
        {
            return;
        }

        using CmdletProgress bar = StartProgress("Rehearsing a migration");
        RehearsalOptions options = new()
        {
            OutputPath = output,
            Seed = seed,
            Now = Now,
            ApiVersion = ApiVersion,
        };
        Progress<RehearsalStep> progress = new(step => bar.Report(step.Text, step.Percent));
        Write(await new MigrationRehearsal(Time).RunAsync(options, progress, cancellation));
    }
}
