using System.Collections.Immutable;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.TestReports;

namespace EcaTools.Core.Flows;

/// <summary>Tests of OAuth flows as test cases.</summary>
public static class FlowTestCases
{
    /// <summary>A rule for each flow.</summary>
    public static ImmutableArray<TestRule> Rules { get; } =
    [
        .. Enum.GetNames<OAuthFlow>()
            .Select(flow => new TestRule(flow, $"OAuth flow {flow}", TestLevel.Error)
            {
                HelpPage = "docs/guides/flows.md",
            }),
    ];

    /// <summary>A result as a case.</summary>
    public static TestCase Of(OAuthFlowResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string flow = result.Flow.ToString();
        return new TestCase(flow, result.Name, flow, result.Outcome)
        {
            Message = result.Step is null ? "" : $"{result.Step}: {result.Cause}",
            NextStep = result.NextStep,
            Detail = string.Join(
                '\n',
                result.Steps.Select(step => $"{step.Outcome} {step.Name} {step.HttpStatus} {step.Detail}")
            ),
            Duration = result.Duration,
        };
    }
}
