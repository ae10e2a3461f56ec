using System.Collections.Immutable;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;

namespace EcaTools.Core.Linting;

/// <summary>What a linter found, and the points of the apps.</summary>
/// <param name="Findings">What was found, in the order of <see cref="EcaLinter.Lint"/>.</param>
/// <param name="Scores">The points of each app of the folders, in the order of the paths. Files that are named by
/// themselves have none.</param>
public sealed record LintReport(ImmutableArray<LintFinding> Findings, ImmutableArray<EcaScore> Scores);
