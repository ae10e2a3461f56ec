using System.Collections.Immutable;
using EcaTools.Core.Linting.Rules;

namespace EcaTools.Core.Linting;

/// <summary>What became of files that were to be fixed.</summary>
/// <param name="Fixed">What was found and fixed. The lines are those of the files as they were.</param>
/// <param name="Remaining">What is in the files as they are now.</param>
public sealed record LintFixResult(ImmutableArray<LintFinding> Fixed, ImmutableArray<LintFinding> Remaining);
