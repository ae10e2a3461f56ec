namespace EcaTools.Core.Cutover;

/// <summary>A move that is planned, and can be made.</summary>
public sealed record PlannedMove
{
    /// <summary>What is done with which caller.</summary>
    public required CutoverMove Move { get; init; }

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>What the move rests on; null if nothing is left to do.</summary>
    public string? Because { get; init; }

    /// <summary>What permits a step forward.</summary>
    internal StepPermit? Permit { get; init; }

    /// <summary>The result.</summary>
    internal CutoverStep ToResult(CutoverStepStatus status, DateTimeOffset? at) =>
        new()
        {
            App = Move.App,
            Eca = Move.Eca,
            Caller = Move.Caller,
            From = Move.From,
            To = Move.To,
            Status = status,
            InstancesOnEca = Move.InstancesOnEca,
            Because = Because,
            At = at,
        };
}
