using System.Collections.Immutable;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Linting.Scoring;

/// <summary>Gives each app its points by the rubric, from its files and what the linter found in them.</summary>
/// <param name="rubric">The rubric.</param>
internal sealed class EcaScorer(ScoreRubric rubric)
{
    /// <summary>The points of each app, in the order of the files.</summary>
    /// <param name="files">The files that were read.</param>
    /// <param name="findings">What was found in them.</param>
    public IEnumerable<EcaScore> Score(IReadOnlyList<LintedFile> files, IEnumerable<LintFinding> findings)
    {
        ILookup<string, LintFinding> byFile = findings.ToLookup(finding => finding.Path, StringComparer.Ordinal);
        ILookup<string, LintedFile> byOwner = files
            .Where(file => file.Owner.Length > 0)
            .ToLookup(file => file.Owner, StringComparer.Ordinal);
        foreach (LintedFile app in files.Where(file => file.Type == EcaType.App))
        {
            LintedFile[] own = [.. byOwner[app.FullName]];
            LintFinding[] found = [.. own.SelectMany(file => byFile[file.Path])];
            ImmutableArray<EcaScoreCriterion> criteria =
            [
                .. rubric.Criteria.Select(criterion => Judge(criterion, own, found)),
            ];
            int points = criteria.Sum(criterion => criterion.Points);
            yield return new EcaScore(
                app.FullName,
                app.Path,
                points,
                rubric.Ratings.First(rating => points >= rating.From).Name,
                criteria
            );
        }
    }

    private static EcaScoreCriterion Judge(ScoreCriterion criterion, LintedFile[] app, LintFinding[] found)
    {
        EcaScoreCriterion Gives(ScoreOutcome outcome, string reason) =>
            new(
                criterion.Category,
                criterion.Title,
                outcome is ScoreOutcome.Met or ScoreOutcome.NotApplicable ? criterion.Points : 0,
                criterion.Points,
                outcome,
                reason
            );

        if (LintedFile.HasNoOauth(app) && !criterion.Needs.Contains(EcaType.App, StringComparer.Ordinal))
        {
            return Gives(ScoreOutcome.NotApplicable, "The app does without OAuth.");
        }

        if (criterion.Needs.FirstOrDefault(type => !app.Any(file => file.Type == type)) is { } missing)
        {
            return Gives(ScoreOutcome.Skipped, $"The folder has no {missing} of the app.");
        }

        if (!criterion.Applies.IsEmpty && !criterion.Applies.Any(condition => condition.Holds(app)))
        {
            return Gives(ScoreOutcome.NotApplicable, criterion.Reading);
        }

        if (
            found.FirstOrDefault(finding => criterion.Rules.Contains(finding.RuleId, StringComparer.Ordinal)) is
            { } finding
        )
        {
            return Gives(ScoreOutcome.NotMet, $"{finding.RuleId}: {finding.Message}");
        }

        return
            (!criterion.Met.IsEmpty && !criterion.Met.Any(condition => condition.Holds(app)))
            || criterion.Unmet?.Holds(app) == true
            ? Gives(ScoreOutcome.NotMet, criterion.Reading.Length > 0 ? criterion.Reading : $"{criterion.Title}: no.")
            : Gives(ScoreOutcome.Met, "");
    }
}
