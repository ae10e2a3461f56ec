namespace EcaTools.Core.Cutover;

/// <summary>What became of a step of one caller, forward or back.</summary>
public sealed record CutoverStep
{
    /// <summary>The full name of the Connected App.</summary>
    public required string App { get; init; }

    /// <summary>The full name of the External Client App.</summary>
    public required string Eca { get; init; }

    /// <summary>The caller.</summary>
    public required string Caller { get; init; }

    /// <summary>The stage that it was in.</summary>
    public required string From { get; init; }

    /// <summary>The stage that it is in.</summary>
    public required string To { get; init; }

    /// <summary>What became of it.</summary>
    public required CutoverStepStatus Status { get; init; }

    /// <summary>How many of its instances use the External Client App.</summary>
    public int InstancesOnEca { get; init; }

    /// <summary>What the step rests on: the gate's decision, the test of the flows, or why it was forced.</summary>
    public string? Because { get; init; }

    /// <summary>When the ledger was written (UTC); null if nothing was changed.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The caller and the stage.</summary>
    public override string ToString() => $"{Caller} of {App}: {To}";
}
