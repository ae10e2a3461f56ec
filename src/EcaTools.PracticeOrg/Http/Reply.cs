namespace EcaTools.PracticeOrg.Http;

/// <summary>An answer and what the network does to it: a null answer is a dropped connection.</summary>
internal sealed record Reply(Answer? Answer, WireFate Fate = WireFate.Whole)
{
    /// <summary>Waits between the pieces of a slow answer.</summary>
    public Func<CancellationToken, Task> Pause { get; init; } = static _ => Task.CompletedTask;
}
