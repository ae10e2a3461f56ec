namespace EcaTools.Core.Reports.Export;

/// <summary>How a row of a report ended.</summary>
public enum ReportOutcome
{
    /// <summary>All is as it must be.</summary>
    Passed,

    /// <summary>Something is wrong.</summary>
    Failed,

    /// <summary>Something is left to do.</summary>
    Pending,

    /// <summary>It could not be looked at. That is not a pass.</summary>
    Skipped,

    /// <summary>It is not about this app.</summary>
    NotApplicable,
}
