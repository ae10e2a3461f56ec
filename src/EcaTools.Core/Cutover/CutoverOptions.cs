using System.Collections.Immutable;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Migrations;

namespace EcaTools.Core.Cutover;

/// <summary>How callers are stepped.</summary>
public sealed record CutoverOptions
{
    /// <summary>The decisions of gates.</summary>
    public ImmutableArray<CutoverGateResult> Gates { get; init; } = [];

    /// <summary>The stage to go to; null for the next one, or for the last good one on the way back.</summary>
    public string? To { get; init; }

    /// <summary>Why the step is made, or made in spite of what is in the way.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the step is made in spite of what is in the way. Needs a reason.</summary>
    public bool Force { get; init; }

    /// <summary>How long the team's action may take; no limit if it is infinite.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many stable days an app needs before it is frozen.</summary>
    public int StableDays { get; init; } = CutoverFacts.Default.StableDays.Value;

    /// <summary>The team's action; null if the callers are switched by hand. It must bear to be run twice.</summary>
    public Func<CutoverMove, CancellationToken, Task>? Action { get; init; }
}
