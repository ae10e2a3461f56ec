using System.Collections.Immutable;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;

namespace EcaTools.Core.Linting;

/// <summary>What a linter found, and what it says of the apps.</summary>
public sealed class LintReport
{
    private readonly RuleSetJudge _judge;

    internal LintReport(ImmutableArray<LintFinding> findings, ImmutableArray<EcaScore> scores, RuleSetJudge judge) =>
        (Findings, Scores, _judge) = (findings, scores, judge);

    /// <summary>What was found, in the order of <see cref="EcaLinter.Lint"/>.</summary>
    public ImmutableArray<LintFinding> Findings { get; }

    /// <summary>The points of each app of the folders, in the order of the paths. Files that are named by themselves have
    /// none.</summary>
    public ImmutableArray<EcaScore> Scores { get; }

    /// <summary>Judges each app of the folders by the rules of some sets. A rule that could not look is not a
    /// pass.</summary>
    /// <param name="sets">The sets.</param>
    /// <param name="isChecked">Which of their rules count, by id.</param>
    public IEnumerable<EcaRuleSetReadiness> Readiness(IEnumerable<LintRuleSet> sets, Func<string, bool> isChecked) =>
        sets.Distinct().SelectMany(set => _judge.Of(set, isChecked));
}
