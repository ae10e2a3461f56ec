namespace EcaTools.Core.Blockers.Rules;

/// <summary>How soon somebody should look at an app, in rising order.</summary>
public enum MigrationPriority : long
{
    /// <summary>Few callers or none, and no deadline is near.</summary>
    Low,

    /// <summary>Some callers, or nobody knows how many.</summary>
    Medium,

    /// <summary>Many callers, or a deadline within three months.</summary>
    High,

    /// <summary>It is used, and something about it stops working within a month, or has stopped.</summary>
    Critical,
}
