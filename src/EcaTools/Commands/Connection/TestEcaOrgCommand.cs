using System.Management.Automation;
using EcaTools.Core;
using EcaTools.Core.Preflight;
using EcaTools.Core.TestReports;
using EcaTools.Engine;
using EcaTools.Engine.Output;

namespace EcaTools.Commands.Connection;

/// <summary>Tests whether an org is ready for a migration. It changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "EcaOrg", HelpUri = Help.Uri + "Test-EcaOrg.md")]
[OutputType(typeof(PreflightCheck))]
public sealed class TestEcaOrgCommand : EcaOrgCmdlet
{
    /// <summary>A file for the results as JUnit XML, which build services show as tests. One that is there is
    /// replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JUnitPath { get; set; }

    /// <summary>A file for what was found as a SARIF 2.1.0 log, which GitHub code scanning and Azure DevOps show. One
    /// that is there is replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SarifPath { get; set; }

    /// <summary>
    /// Ends the command and the script with an error, after all checks are written, if one ended so or worse: Skipped
    /// counts Failed too, and Warning both. The exit code of pwsh is then 1, so a job fails.
    /// </summary>
    [Parameter]
    [ValidateSet(nameof(CheckOutcome.Warning), nameof(CheckOutcome.Skipped), nameof(CheckOutcome.Failed))]
    [ValidateNotNull]
    public CheckOutcome? FailOn { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        Core.Salesforce.EcaOrg org = RequireOrg();
        FailOnTally tally = new();
        TestReport report = StartReport(JUnitPath, SarifPath);
        Dictionary<string, TestRule> rules = new(StringComparer.Ordinal);
        await foreach (PreflightCheck check in new EcaPreflight(org).CheckAsync(cancellation))
        {
            tally.Add(check.Outcome >= FailOn);
            rules.TryAdd(check.Check, PreflightTestCases.RuleOf(check));
            report.Add(PreflightTestCases.Of(check));
            Write(check);
        }

        report.Write([.. rules.Values], CurrentFolder);

        if (FailOn is { } failOn)
        {
            EndTest(tally, failed => ConnectionCommandErrors.PreflightFailed(org.Alias, failed.Failed, failOn));
        }
    }
}
