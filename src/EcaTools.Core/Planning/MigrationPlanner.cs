using System.Collections.Immutable;
using EcaTools.Core.Blockers;

namespace EcaTools.Core.Planning;

/// <summary>
/// Puts judged apps into waves: those with few callers first, those that share a caller or a credential together, those
/// that can't move last. The same apps give the same waves, in whatever order they come.
/// </summary>
public static class MigrationPlanner
{
    /// <summary>How many apps a wave has at most where nobody says otherwise: as many as can be watched at a time. The
    /// number is ours.</summary>
    public const int DefaultMaximumApps = 20;

    /// <summary>Makes the waves.</summary>
    /// <param name="assessments">The apps as they were judged.</param>
    /// <param name="maximumApps">How many apps a wave has at most, from 1. Apps that belong together stay so, even if
    /// they are more.</param>
    public static ImmutableArray<MigrationWave> Plan(
        IEnumerable<EcaAssessment> assessments,
        int maximumApps = DefaultMaximumApps
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumApps, 1);
        List<MigrationUnit> units = [.. MigrationUnit.InOrder(MigrationUnit.Gather(assessments))];
        ImmutableArray<MigrationWave>.Builder waves = ImmutableArray.CreateBuilder<MigrationWave>();
        for (int start = 0, end; start < units.Count; start = end)
        {
            int apps = units[start].Assessments.Length;
            for (
                end = start + 1;
                end < units.Count
                    && units[end].Kind == units[start].Kind
                    && apps + units[end].Assessments.Length <= maximumApps;
                end++
            )
            {
                apps += units[end].Assessments.Length;
            }

            List<MigrationUnit> together = units[start..end];
            waves.Add(
                new MigrationWave
                {
                    Number = waves.Count + 1,
                    Kind = units[start].Kind,
                    Assessments = [.. together.SelectMany(unit => unit.Assessments)],
                    Ties = [.. together.SelectMany(unit => unit.Ties)],
                    WaitsFor = [.. together.SelectMany(unit => unit.Obstacles())],
                }
            );
        }

        return waves.ToImmutable();
    }
}
