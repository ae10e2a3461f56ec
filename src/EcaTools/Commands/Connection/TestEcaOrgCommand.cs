using System.Management.Automation;
using EcaTools.Core;
using EcaTools.Core.Preflight;
using EcaTools.Engine;

namespace EcaTools.Commands.Connection;

/// <summary>Looks whether an org is ready for a migration. It changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "EcaOrg", HelpUri = Help.Uri + "Test-EcaOrg.md")]
[OutputType(typeof(PreflightCheck))]
public sealed class TestEcaOrgCommand : EcaOrgCmdlet
{
    /// <summary>
    /// Ends the command and the script with an error, after all checks are written, if one ended so or worse: Skipped
    /// counts Failed too. The exit code of pwsh is then 1, so a job fails.
    /// </summary>
    [Parameter]
    [ValidateSet(nameof(CheckOutcome.Skipped), nameof(CheckOutcome.Failed))]
    [ValidateNotNull]
    public CheckOutcome? FailOn { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        Core.Salesforce.EcaOrg org = RequireOrg();
        FailOnTally tally = new();
        await foreach (PreflightCheck check in new EcaPreflight(org).CheckAsync(cancellation))
        {
            tally.Add(check.Outcome >= FailOn);
            Write(check);
        }

        if (FailOn is { } failOn)
        {
            EndTest(tally, failed => ConnectionCommandErrors.PreflightFailed(org.Alias, failed.Failed, failOn));
        }
    }
}
