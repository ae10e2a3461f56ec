using System.Collections.Immutable;

namespace EcaTools.Core.Cutover.Gates;

/// <summary>What a gate decides on.</summary>
public sealed record CutoverGateSubject
{
    /// <summary>The app that moves: the API name of the connected app.</summary>
    public required string App { get; init; }

    /// <summary>The ids and labels that event logs know the old app by.</summary>
    public required ImmutableArray<string> OldApp { get; init; }

    /// <summary>The ids and labels that event logs know the new app by.</summary>
    public required ImmutableArray<string> NewApp { get; init; }

    /// <summary>The caller that moved: the id of its user, its address or its client; null for the whole app.</summary>
    public string? Caller { get; init; }

    /// <summary>Whether all callers of the app moved, so that nobody may use the old app.</summary>
    public bool AllCallersMoved { get; init; }

    /// <summary>The start of the window; null for 24 hours before its end.</summary>
    public DateTimeOffset? WindowStart { get; init; }

    /// <summary>The end of the window; null for the end of the last hour that is complete.</summary>
    public DateTimeOffset? WindowEnd { get; init; }

    /// <summary>When the stage began; null for the start of the window.</summary>
    public DateTimeOffset? StageStart { get; init; }

    /// <summary>The source of the success rates; null for the best one that there is.</summary>
    public string? Source { get; init; }
}
