namespace EcaTools.Rehearsal;

/// <summary>How a step of a rehearsal went.</summary>
public enum StepOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was left alone, for the reason given.</summary>
    Blocked,

    /// <summary>It went wrong.</summary>
    Failed,
}
