using System.Collections.Immutable;

namespace EcaTools.Core.Checklist;

/// <summary>An item of the checklist as the data describes it.</summary>
/// <param name="Number">The number, from 1.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Criterion">When it is done.</param>
/// <param name="Role">Who does the work.</param>
/// <param name="Raci">The letters of the roles.</param>
internal sealed record ChecklistFact(int Number, string Title, string Criterion, ChecklistRole Role, ChecklistRaci Raci)
{
    /// <summary>The kinds of evidence that it needs, all of them.</summary>
    public ImmutableArray<string> Evidence { get; init; } = [];

    /// <summary>What it asks of the steps.</summary>
    public ChecklistCheck Check { get; init; }

    /// <summary>After how many days evidence is too old; null if it never is.</summary>
    public int? StaleDays { get; init; }

    /// <summary>What the plan must say for the item to apply; null if it always does.</summary>
    public string? OnlyWith { get; init; }

    /// <summary>The command that moves it on.</summary>
    public required string Command { get; init; }
}
