namespace EcaTools.Core.Salesforce.Http;

/// <summary>The pauses between requests that ask for the same: each longer than the one before, up to a longest. The
/// clock starts when it is made.</summary>
/// <param name="time">The clock.</param>
/// <param name="first">The first pause.</param>
/// <param name="longest">The longest pause.</param>
/// <param name="growth">How many times as long the next pause is.</param>
internal sealed class Backoff(TimeProvider time, TimeSpan first, TimeSpan longest, double growth = 1.5)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>How long it took so far.</summary>
    public TimeSpan Waited => time.GetElapsedTime(_start);

    /// <summary>The next pause.</summary>
    public TimeSpan Next { get; private set; } = first;

    /// <summary>Waits for the next pause.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public Task PauseAsync(CancellationToken cancellation) => PauseAsync(longest, cancellation);

    /// <summary>Waits for the next pause, or less if less time is left.</summary>
    /// <param name="left">The time that is left.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task PauseAsync(TimeSpan left, CancellationToken cancellation)
    {
        TimeSpan pause = Next < left ? Next : left;
        TimeSpan grown = Next * growth;
        Next = grown < longest ? grown : longest;
        return Task.Delay(pause, time, cancellation);
    }
}
