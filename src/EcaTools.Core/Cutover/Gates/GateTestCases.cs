using EcaTools.Core.TestReports;

namespace EcaTools.Core.Cutover.Gates;

/// <summary>Decisions of a cutover gate as test cases: one for each reason, with the name of its check as id.</summary>
public static class GateTestCases
{
    /// <summary>What a reason's check is about.</summary>
    public static TestRule RuleOf(GateReason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new TestRule(reason.Check, $"Cutover gate {reason.Check}", TestLevel.Error)
        {
            HelpPage = "docs/guides/gates.md",
        };
    }

    /// <summary>The cases of a decision. Rollback fails, Promote passes, and Hold is skipped: the evidence was not
    /// enough.</summary>
    public static IEnumerable<TestCase> Of(CutoverGateResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string subject = result.Caller is null ? result.App : $"{result.App} {result.Caller}";
        return result.Reasons.Select(reason => new TestCase(
            reason.Check,
            subject,
            reason.Check,
            reason.Verdict switch
            {
                GateVerdict.Promote => CheckOutcome.Passed,
                GateVerdict.Hold => CheckOutcome.Skipped,
                _ => CheckOutcome.Failed,
            }
        )
        {
            Message = reason.Detail,
        });
    }
}
