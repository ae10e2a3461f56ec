using System.Management.Automation;
using EcaTools.Commands.Cutover;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Checklist;
using EcaTools.Core.Cutover;
using EcaTools.Core.Migrations.Ledgers;
using EcaTools.Core.Reports.Export;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Reports;

/// <summary>Turns what cmdlets write into rows of a report.</summary>
internal static class ReportInput
{
    /// <summary>The rows of an object; none if its type is not known.</summary>
    public static IReadOnlyList<ReportRow> Read(PSObject item) =>
        item.BaseObject switch
        {
            ChecklistItem checklist => [MigrationReport.Of(checklist)],
            MigrationCaller caller => [MigrationReport.Of(caller)],
            LedgerEntry entry => [MigrationReport.Of(entry)],
            EcaAssessment assessment => [.. Evidence(item), .. Findings(assessment)],
            _ when IsFinding(item) => [Finding(item)],
            _ => Evidence(item),
        };

    private static IReadOnlyList<ReportRow> Evidence(PSObject item) =>
        [.. EvidenceObject.Read(item).Select(MigrationReport.Of)];

    private static IEnumerable<ReportRow> Findings(EcaAssessment assessment) =>
        assessment
            .Findings.Select(finding => new ReportRow
            {
                Kind = "Finding",
                Id = finding.RuleId,
                App = assessment.Name,
                Outcome = finding.Severity switch
                {
                    FindingSeverity.Blocker => ReportOutcome.Failed,
                    FindingSeverity.Change => ReportOutcome.Pending,
                    _ => ReportOutcome.Passed,
                },
                Title = finding.Title,
                Detail = finding.Evidence,
                NextStep = finding.Remediation,
                Owner = assessment.App.Owner ?? "",
            })
            .Concat(
                assessment.Skipped.Select(check => new ReportRow
                {
                    Kind = "Finding",
                    Id = check.RuleId,
                    App = assessment.Name,
                    Outcome = ReportOutcome.Skipped,
                    Title = check.Title,
                    Detail = check.Reason,
                })
            );

    /// <summary>Whether an object is a finding of the linter, or a check of the org, by its properties.</summary>
    private static bool IsFinding(PSObject item) =>
        item.Properties["RuleId"] is not null && item.Properties["Severity"] is not null;

    private static ReportRow Finding(PSObject item) =>
        new()
        {
            Kind = "Lint",
            Id = PipelineObject.Text(item, "RuleId") ?? "",
            App = PipelineObject.Text(item, "App", "Name") ?? "",
            Outcome = $"{item.Properties["Severity"].Value}" switch
            {
                "Error" => ReportOutcome.Failed,
                "Warning" => ReportOutcome.Pending,
                _ => ReportOutcome.Passed,
            },
            Title = PipelineObject.Text(item, "Message", "Title") ?? "",
            Detail = PipelineObject.Text(item, "Location", "Path") ?? "",
            NextStep = PipelineObject.Text(item, "Remediation") ?? "",
        };
}
