using System.Collections.Immutable;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.TestReports;

namespace EcaTools.Core.Linting;

/// <summary>Lint findings as test cases.</summary>
public static class LintTestCases
{
    private const string Page = "docs/guides/lint.md#";

    /// <summary>The rules.</summary>
    public static ImmutableArray<TestRule> Rules { get; } =
    [
        .. LintRules.Default.All.Select(rule => new TestRule(rule.Id, rule.Title, Level(rule.Severity))
        {
            Description = rule.Description,
            Remediation = rule.Remediation,
            Source = rule.Source,
            HelpPage = Page + rule.Id.ToLowerInvariant(),
        }),
    ];

    /// <summary>A finding as a case that failed.</summary>
    public static TestCase Of(LintFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new TestCase(
            finding.RuleId,
            Path.GetFileName(finding.Path),
            LintRules.Default.All.First(rule => rule.Id == finding.RuleId).Title,
            CheckOutcome.Failed
        )
        {
            Level = Level(finding.Severity),
            Message = finding.Message,
            NextStep = finding.Remediation,
            Path = finding.Path,
            Line = finding.Line,
            Element = finding.Element,
        };
    }

    private static TestLevel Level(LintSeverity severity) =>
        severity switch
        {
            LintSeverity.Error => TestLevel.Error,
            LintSeverity.Warning => TestLevel.Warning,
            _ => TestLevel.Note,
        };
}
