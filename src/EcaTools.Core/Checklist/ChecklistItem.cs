using System.Collections.Immutable;

namespace EcaTools.Core.Checklist;

/// <summary>Where an item of the checklist stands, over all apps of the plan, and why.</summary>
public sealed record ChecklistItem
{
    /// <summary>The number, from 1 to 12.</summary>
    public required int Number { get; init; }

    /// <summary>In a few words.</summary>
    public required string Title { get; init; }

    /// <summary>Where it stands: as for the app that stands worst.</summary>
    public required ChecklistStatus Status { get; init; }

    /// <summary>When it is done.</summary>
    public required string Criterion { get; init; }

    /// <summary>Why it stands so, in a few words.</summary>
    public required string Detail { get; init; }

    /// <summary>Where it stands for each app.</summary>
    [FlatJson]
    public ImmutableArray<ChecklistAppResult> Apps { get; init; } = [];

    /// <summary>How many apps have passed, and how many it applies to: <c>3/5</c>.</summary>
    public string Progress =>
        FormattableString.Invariant(
            $"{Apps.Count(app => app.Status == ChecklistStatus.Passed)}/{Apps.Count(app => app.Status != ChecklistStatus.NotApplicable)}"
        );

    /// <summary>The time of the oldest evidence that counts (UTC); null if there is none.</summary>
    public DateTimeOffset? EvidenceAt { get; init; }

    /// <summary>How old that evidence is; null if there is none.</summary>
    [FlatJson]
    public TimeSpan? EvidenceAge { get; init; }

    /// <summary>Who does the work.</summary>
    public required ChecklistRole Role { get; init; }

    /// <summary>Who has that role by the plan; null if the plan does not say.</summary>
    public string? Owner { get; init; }

    /// <summary>The command that moves it on.</summary>
    public required string Command { get; init; }

    /// <summary>The parts of the roles.</summary>
    [FlatJson]
    public required ChecklistRaci Raci { get; init; }

    /// <summary>The number and the status.</summary>
    public override string ToString() => FormattableString.Invariant($"{Number}. {Title}: {Status}");
}
