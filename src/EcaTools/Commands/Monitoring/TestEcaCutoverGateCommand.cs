using System.Management.Automation;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.TestReports;
using EcaTools.Engine;
using EcaTools.Engine.Binding;
using EcaTools.Engine.Output;

namespace EcaTools.Commands.Monitoring;

/// <summary>Decides whether a cutover may go on: Promote, Hold or Rollback, with the reasons and all figures. Nothing
/// is promoted on missing evidence.</summary>
[Cmdlet(
    VerbsDiagnostic.Test,
    "EcaCutoverGate",
    DefaultParameterSetName = OrgSet,
    HelpUri = Help.Uri + "Test-EcaCutoverGate.md"
)]
[OutputType(typeof(CutoverGateResult))]
[OutputType(typeof(bool))]
public sealed class TestEcaCutoverGateCommand : CutoverGateCmdlet
{
    private readonly FailOnTally _tally = new();

    /// <summary>The start of the window that is judged: a time, or an age such as 24h. 24 hours before its end if it is
    /// left out.</summary>
    [Parameter]
    [PointInTime]
    [ValidateNotNull]
    public DateTimeOffset? WindowStart { get; set; }

    /// <summary>The end of the window that is judged: a time, or an age. The end of the last hour that is complete if
    /// it is left out; failures after it are looked at, too.</summary>
    [Parameter]
    [PointInTime]
    [ValidateNotNull]
    public DateTimeOffset? WindowEnd { get; set; }

    /// <summary>Writes only true or false: whether every decision is Promote.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

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
    /// Ends the command and the script with an error if a decision is this or worse: Hold or Rollback. The exit code of
    /// pwsh is then 1, so a job fails. It fails too if a path could not be read.
    /// </summary>
    [Parameter]
    [ValidateSet(nameof(GateVerdict.Hold), nameof(GateVerdict.Rollback))]
    public GateVerdict? FailOn { get; set; }

    /// <inheritdoc/>
    protected override bool IsSource => FailOn is null;

    /// <inheritdoc/>
    protected override bool EndsWithoutInput => FailOn is not null;

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        AuthMeasureSet set = NewSet();
        DateTimeOffset now = EcaSession.Of(SessionState).Now;
        if (ParameterSetName == OrgSet)
        {
            now = RequireOrg().GetClient().Now;
        }

        await MeasureAsync(set, Oldest(WindowStart, now), cancellation);
        bool promotes = true;
        TestReport report = StartReport(JUnitPath, SarifPath);
        Dictionary<string, TestRule> rules = new(StringComparer.Ordinal);
        foreach (CutoverGateSubject subject in Subjects(WindowStart, WindowEnd))
        {
            CutoverGateResult result = Gate().Decide(set, subject, now);
            promotes &= result.Verdict is GateVerdict.Promote;
            _tally.Add(
                result.Verdict is GateVerdict.Rollback || (FailOn is GateVerdict.Hold && !promotes),
                result.ToString()
            );
            report.Add(GateTestCases.Of(result));
            foreach (GateReason reason in result.Reasons)
            {
                rules.TryAdd(reason.Check, GateTestCases.RuleOf(reason));
            }

            if (!Quiet)
            {
                Write(result);
            }
        }

        report.Write([.. rules.Values], CurrentFolder);
        if (Quiet)
        {
            Write(promotes && IsWhole);
        }

        if (FailOn is { } failOn)
        {
            EndTest(_tally, tally => MonitoringCommandErrors.GateNotPassed(tally, failOn));
        }
    }
}
