using EcaTools.Core.TestReports;

namespace EcaTools.Core.Mcp;

/// <summary>The checks of an app for MCP clients as test cases, with the name of the check as id.</summary>
public static class McpTestCases
{
    /// <summary>What a check is about.</summary>
    public static TestRule RuleOf(McpFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new TestRule(finding.Check, $"MCP readiness {finding.Check}", TestLevel.Error)
        {
            HelpPage = "docs/guides/mcp.md",
        };
    }

    /// <summary>The cases of an app and a client. A warning is a pass for a build, and a warning in a log.</summary>
    public static IEnumerable<TestCase> Of(EcaMcpReadiness result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Findings.Select(finding => new TestCase(
            finding.Check,
            $"{result.App} {result.Client}",
            finding.Check,
            finding.Status switch
            {
                McpCheckStatus.Passed or McpCheckStatus.Warning => CheckOutcome.Passed,
                McpCheckStatus.Skipped => CheckOutcome.Skipped,
                _ => CheckOutcome.Failed,
            }
        )
        {
            Level = finding.Status is McpCheckStatus.Warning ? TestLevel.Warning : TestLevel.Error,
            IsFinding = finding.Status is McpCheckStatus.Warning,
            Message = finding.Detail,
            NextStep = finding.NextStep,
        });
    }
}
