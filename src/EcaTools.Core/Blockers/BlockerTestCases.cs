using System.Collections.Immutable;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.TestReports;

namespace EcaTools.Core.Blockers;

/// <summary>Assessments as test cases.</summary>
public static class BlockerTestCases
{
    private const string Page = "docs/guides/blockers.md";
    private const string VerdictId = "Verdict";

    /// <summary>The rules, and the verdict of an app as a whole.</summary>
    public static ImmutableArray<TestRule> Rules { get; } =
    [
        .. BlockerRules.Default.All.Select(rule => new TestRule(rule.Id, rule.Title, Level(rule.Severity))
        {
            Description = rule.Description,
            Remediation = rule.Remediation,
            Source = rule.Source,
            HelpPage = $"{Page}#{rule.Id.ToLowerInvariant()}",
        }),
        new TestRule(VerdictId, "Whether the app can move", TestLevel.Error) { HelpPage = Page },
    ];

    /// <summary>
    /// The cases of an app: its verdict, each finding, and each check that could not look. The verdict fails if the app
    /// can't move, a finding if it is a blocker; with other verdicts to fail on, those count.
    /// </summary>
    /// <param name="assessment">The app.</param>
    /// <param name="failOn">The verdicts that fail; empty for those that stop the move.</param>
    public static IEnumerable<TestCase> Of(EcaAssessment assessment, IReadOnlyCollection<Verdict> failOn)
    {
        ArgumentNullException.ThrowIfNull(assessment);
        ArgumentNullException.ThrowIfNull(failOn);
        bool fails = failOn.Count > 0 ? failOn.Contains(assessment.Verdict) : !assessment.CanMigrate;
        yield return Case(assessment, VerdictId, assessment.Verdict.ToString(), fails, TestLevel.Error) with
        {
            Message = $"{assessment.Name}: {assessment.Verdict}. {assessment.FirstFinding}".Trim(),
        };
        foreach (EcaFinding finding in assessment.Findings)
        {
            bool counts =
                finding.Severity is FindingSeverity.Blocker
                || (finding.Severity is FindingSeverity.Change && failOn.Contains(Verdict.NeedsChange));
            yield return Case(assessment, finding.RuleId, finding.Title, counts, Level(finding.Severity)) with
            {
                IsFinding = true,
                Message = $"{finding.Title}. {finding.Evidence}",
                NextStep = finding.Remediation,
            };
        }

        foreach (EcaSkippedCheck check in assessment.Skipped)
        {
            yield return Case(assessment, check.RuleId, check.Title, fails: false, TestLevel.Warning) with
            {
                Outcome = CheckOutcome.Skipped,
                Message = check.Reason,
            };
        }
    }

    private static TestCase Case(EcaAssessment assessment, string id, string title, bool fails, TestLevel level) =>
        new(id, assessment.Name, title, fails ? CheckOutcome.Failed : CheckOutcome.Passed)
        {
            Level = level,
            // An app that was read from a file is shown there.
            Path =
                Path.IsPathRooted(assessment.App.Source) && File.Exists(assessment.App.Source)
                    ? assessment.App.Source
                    : null,
        };

    private static TestLevel Level(FindingSeverity severity) =>
        severity switch
        {
            FindingSeverity.Blocker => TestLevel.Error,
            FindingSeverity.Change => TestLevel.Warning,
            _ => TestLevel.Note,
        };
}
