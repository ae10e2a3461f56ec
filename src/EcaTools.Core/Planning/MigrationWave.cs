using System.Collections.Immutable;
using EcaTools.Core.Blockers;
using EcaTools.Core.Blockers.Rules;

namespace EcaTools.Core.Planning;

/// <summary>Apps that move at the same time. Immutable.</summary>
public sealed record MigrationWave
{
    /// <summary>Its place in the migration order, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>What its apps have in common.</summary>
    public required WaveKind Kind { get; init; }

    /// <summary>The apps as they were judged, in the order in which to move them.</summary>
    [FlatJson]
    public required ImmutableArray<EcaAssessment> Assessments { get; init; }

    /// <summary>What keeps apps of this wave together.</summary>
    [FlatJson]
    public ImmutableArray<WaveTie> Ties { get; init; } = [];

    /// <summary>What its apps wait for; empty where they can move.</summary>
    [FlatJson]
    public ImmutableArray<WaveObstacle> WaitsFor { get; init; } = [];

    /// <summary>The names of the apps.</summary>
    public ImmutableArray<string> Apps => [.. Assessments.Select(assessment => assessment.Name)];

    /// <summary>How many apps there are.</summary>
    public int AppCount => Assessments.Length;

    /// <summary>How many callers must be touched, over all apps; null where it is not known for one of them.</summary>
    public int? CallersToTouch =>
        Assessments.All(assessment => assessment.CallersToTouch is not null)
            ? Assessments.Sum(assessment => assessment.CallersToTouch)
            : null;

    /// <summary>The number of callers in a few letters for a table: <c>8</c>, <c>4+</c> where there may be more,
    /// <c>?</c> where nobody knows.</summary>
    [FlatJson]
    public string CallersSummary =>
        CallersToTouch is not { } callers
            ? "?"
            : FormattableString.Invariant(
                $"{callers}{(Assessments.All(assessment => assessment.Usage.CallersUnknownBecause is null) ? "" : "+")}"
            );

    /// <summary>The names of the apps in one line.</summary>
    [FlatJson]
    public string AppNames => string.Join(", ", Apps);

    /// <summary>The first day that one of the apps has to meet; null where none has any.</summary>
    [FlatJson]
    public DateOnly? Deadline => Assessments.Min(assessment => assessment.Deadline);

    /// <summary>The highest priority among the apps.</summary>
    public MigrationPriority Priority => Assessments.Max(assessment => assessment.Priority);

    /// <summary>The number and the apps.</summary>
    public override string ToString() => FormattableString.Invariant($"{Number}: {AppNames}");
}
