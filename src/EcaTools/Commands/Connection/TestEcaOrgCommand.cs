using System.Management.Automation;
using EcaTools.Core.Preflight;
using EcaTools.Engine;

namespace EcaTools.Commands.Connection;

/// <summary>Looks whether an org is ready for a migration. It changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "EcaOrg", HelpUri = Help.Uri + "Test-EcaOrg.md")]
[OutputType(typeof(PreflightCheck))]
public sealed class TestEcaOrgCommand : EcaOrgCmdlet
{
    /// <summary>Ends with a terminating error, after all checks are written, where one ended so or worse: Skipped counts Failed too. It makes a pipeline job fail.</summary>
    [Parameter]
    [ValidateSet(nameof(PreflightOutcome.Skipped), nameof(PreflightOutcome.Failed))]
    public PreflightOutcome? FailOn { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        Core.Salesforce.EcaOrg org = RequireOrg();
        int failures = 0;
        await foreach (PreflightCheck check in new EcaPreflight(org).CheckAsync(cancellation))
        {
            failures += check.Outcome >= FailOn ? 1 : 0;
            Write(check);
        }

        if (failures > 0)
        {
            throw ConnectionCommandErrors.PreflightFailed(org.Alias, failures, FailOn!.Value);
        }
    }
}
