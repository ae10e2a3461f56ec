using EcaTools.Core.Cutover.Gates;

namespace EcaTools.Core.Cutover.Watching;

/// <summary>An alert of a watched cutover. Immutable.</summary>
public sealed record CutoverAlert
{
    /// <summary>When it was raised (UTC).</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What it is about.</summary>
    public required CutoverAlertKind Kind { get; init; }

    /// <summary>The app that moves.</summary>
    public required string App { get; init; }

    /// <summary>The caller; null for the whole app.</summary>
    public string? Caller { get; init; }

    /// <summary>What the gate decides; null if the alert is about a source.</summary>
    public GateVerdict? Verdict { get; init; }

    /// <summary>The alert in words.</summary>
    public required string Text { get; init; }

    /// <summary>The decision with its reasons and figures; null if the alert is about a source.</summary>
    [FlatJson]
    public CutoverGateResult? Result { get; init; }

    /// <summary>Whether somebody must act.</summary>
    public bool IsProblem => Verdict is GateVerdict.Rollback || Kind is CutoverAlertKind.SourceNotRead;

    /// <summary>The alert in words.</summary>
    public override string ToString() => Text;
}
