using System.Collections.Immutable;
using EcaTools.Core.TestReports;

namespace EcaTools.Core.Backup.Rehearsal;

/// <summary>Rehearsed rollbacks as test cases.</summary>
public static class RollbackTestCases
{
    private const string Id = "Rollback";

    /// <summary>What the cases are about.</summary>
    public static ImmutableArray<TestRule> Rules { get; } =
    [new TestRule(Id, "Rollback of an app", TestLevel.Error) { HelpPage = "docs/guides/backup.md" }];

    /// <summary>The case of a rehearsal.</summary>
    public static TestCase Of(EcaRollbackTest result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new TestCase(
            Id,
            result.App,
            "Back up, change, restore",
            result.Outcome is RollbackOutcome.Passed ? CheckOutcome.Passed : CheckOutcome.Failed
        )
        {
            Message = string.Join("; ", result.Steps),
            Duration = TimeSpan.FromSeconds(result.Steps.Sum(step => step.Seconds)),
        };
    }
}
