using System.Collections.Immutable;

namespace EcaTools.Core.Cutover.Gates;

/// <summary>The decision of a cutover gate, with its reasons and the evidence that it rests on.</summary>
public sealed record CutoverGateResult
{
    /// <summary>The app that moves: the API name of the connected app.</summary>
    public required string App { get; init; }

    /// <summary>The caller that the gate looked at; null if it looked at the whole app.</summary>
    public string? Caller { get; init; }

    /// <summary>What the gate decides.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>Why, the deciding reasons first.</summary>
    [FlatJson]
    public required ImmutableArray<GateReason> Reasons { get; init; }

    /// <summary>The time of the decision.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>The start of the window of events that was judged, inclusive.</summary>
    public required DateTimeOffset WindowStart { get; init; }

    /// <summary>The end of the window of events that was judged, exclusive.</summary>
    public required DateTimeOffset WindowEnd { get; init; }

    /// <summary>The figures and thresholds that were used, by name, so that the decision can be repeated.</summary>
    public required ImmutableSortedDictionary<string, string> Inputs { get; init; }

    /// <summary>The verdict and the app.</summary>
    public override string ToString() => $"{Verdict}: {App}";
}
