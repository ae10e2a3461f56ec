namespace EcaTools.Core.Reports.Summary;

/// <summary>A run in figures.</summary>
/// <param name="Found">How many apps the source lists, those included that could not be read.</param>
/// <param name="Read">How many of them were read.</param>
/// <param name="Verdicts">How those that were read were judged.</param>
/// <param name="Outcomes">What became of those that were read.</param>
/// <param name="SkippedChecks">How many checks could not look, over all apps.</param>
/// <param name="Losses">How many fields were not carried over, over all apps.</param>
public sealed record MigrationCounts(
    int Found,
    int Read,
    VerdictCounts Verdicts,
    OutcomeCounts Outcomes,
    int SkippedChecks,
    int Losses
)
{
    internal static MigrationCounts Of(MigrationSummary summary) =>
        new(
            summary.Apps.Length + summary.Unread.Length,
            summary.Apps.Length,
            VerdictCounts.Of(summary.Apps),
            OutcomeCounts.Of(summary.Apps),
            summary.Apps.Sum(app => app.Skipped.Length),
            summary.Apps.Sum(app => app.Losses.Length)
        );
}
