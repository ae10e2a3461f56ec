namespace EcaTools.Core.Reports.Summary;

/// <summary>A finding that somebody has allowed, as a report tells it.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Title">What was found, in a few words.</param>
/// <param name="Reason">Why it is allowed.</param>
/// <param name="Expires">The last day of the allowance.</param>
/// <param name="Source">Where it stands: the file and the line.</param>
public sealed record ReportedAllowance(string RuleId, string Title, string Reason, DateOnly Expires, string Source);
