using System.Management.Automation;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Rehearsal;

namespace EcaTools.Commands.Practice;

/// <summary>Runs a whole migration against a practice org and leaves the metadata project, summary.json and report.html behind.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "EcaRehearsal", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = Help.Uri + "Invoke-EcaRehearsal.md")]
[OutputType(typeof(RehearsalResult))]
public sealed class InvokeEcaRehearsalCommand : EcaCmdlet
{
    /// <summary>The folder to leave the results in. It is made where it is missing.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    /// <summary>The world that the practice org begins with.</summary>
    [Parameter]
    [ValidateSet("demo", "empty")]
    public string Seed { get; set; } = "demo";

    /// <summary>The API version to write the metadata for.</summary>
    [Parameter]
    [ApiVersion]
    public ApiVersion? ApiVersion { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        string output = ResolveOutputPath(OutputPath);
        if (!ShouldProcess(output, $"Rehearse a migration of the '{Seed}' practice org"))
        {
            return;
        }

        using CmdletProgress bar = StartProgress("Rehearsing a migration");
        RehearsalOptions options = new() { OutputPath = output, Seed = Seed, ApiVersion = ApiVersion };
        Progress<RehearsalStep> progress = new(step => bar.Report(step.Text, step.Percent));
        Write(await new MigrationRehearsal(TimeProvider.System).RunAsync(options, progress, cancellation));
    }
}
