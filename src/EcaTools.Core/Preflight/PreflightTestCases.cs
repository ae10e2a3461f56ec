using EcaTools.Core.TestReports;

namespace EcaTools.Core.Preflight;

/// <summary>The checks of an org as test cases.</summary>
public static class PreflightTestCases
{
    /// <summary>What a check is about: its name is its id.</summary>
    public static TestRule RuleOf(PreflightCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return new TestRule(check.Check, check.Check, Level(check)) { HelpPage = "docs/en-US/Test-EcaOrg.md" };
    }

    /// <summary>A check as a case. A warning is a pass for a build, and a warning in a log.</summary>
    public static TestCase Of(PreflightCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return new TestCase(check.Check, check.Org, check.Check, check.Outcome)
        {
            Level = Level(check),
            Message = check.Detail,
            NextStep = check.NextStep,
        };
    }

    private static TestLevel Level(PreflightCheck check) =>
        check.Outcome is CheckOutcome.Warning ? TestLevel.Warning : TestLevel.Error;
}
