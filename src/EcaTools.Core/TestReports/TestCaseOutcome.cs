namespace EcaTools.Core.TestReports;

/// <summary>How a test case ended.</summary>
public enum TestCaseOutcome
{
    /// <summary>Nothing is wrong.</summary>
    Passed,

    /// <summary>It could not be tested. That is not a pass.</summary>
    Skipped,

    /// <summary>Something is wrong.</summary>
    Failed,
}
