namespace EcaTools.Core.Reports.Summary;

/// <summary>A Connected App that the source lists and that could not be read, so that nothing was judged or
/// moved.</summary>
/// <param name="Source">Its name in the org, or the path of its file.</param>
/// <param name="Problem">Why it could not be read.</param>
public sealed record UnreadApp(string Source, ReportedProblem Problem);
