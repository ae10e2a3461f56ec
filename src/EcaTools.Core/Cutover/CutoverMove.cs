namespace EcaTools.Core.Cutover;

/// <summary>What a step does with one caller. The team's action gets it. Holds no secret.</summary>
public sealed record CutoverMove
{
    /// <summary>The full name of the Connected App.</summary>
    public required string App { get; init; }

    /// <summary>The full name of the External Client App.</summary>
    public required string Eca { get; init; }

    /// <summary>The caller.</summary>
    public required string Caller { get; init; }

    /// <summary>Where the caller's credential is stored, as the plan says; null if it does not.</summary>
    public string? Credential { get; init; }

    /// <summary>Who is responsible for the caller; null if nobody is known.</summary>
    public string? Owner { get; init; }

    /// <summary>The stage that the caller comes from.</summary>
    public required string From { get; init; }

    /// <summary>The stage that the caller goes to.</summary>
    public required string To { get; init; }

    /// <summary>How many instances the caller has.</summary>
    public required int Instances { get; init; }

    /// <summary>How many of them use the External Client App after the move: the first ones.</summary>
    public required int InstancesOnEca { get; init; }

    /// <summary>Whether the move goes back to an earlier stage.</summary>
    public bool IsUndo { get; init; }

    /// <summary>Whether an earlier run began the move and did not complete it, so that the action may have run
    /// already.</summary>
    public bool IsResumed { get; init; }

    /// <summary>The caller and both stages.</summary>
    public override string ToString() => $"{Caller} of {App}: {From} -> {To}";
}
