namespace EcaTools.Core.Salesforce.Http;

/// <summary>A wait before a request is sent again, as an org asked for it or after a failure. It may take minutes, so
/// whoever waits should know.</summary>
/// <param name="Host">The org's host.</param>
/// <param name="What">The request.</param>
/// <param name="Duration">How long the wait is.</param>
public sealed record RetryWait(string Host, string What, TimeSpan Duration)
{
    private static readonly AsyncLocal<Func<RetryWait, IDisposable?>?> Ambient = new();

    /// <summary>
    /// What is called at the beginning of each wait of requests that the current flow of execution makes, on any
    /// thread; what it returns is disposed of at the end of the wait.
    /// </summary>
    public static Func<RetryWait, IDisposable?>? Listener
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Tells the listener, if there is one.</summary>
    internal static IDisposable? Announce(string host, string what, TimeSpan duration) =>
        Listener?.Invoke(new RetryWait(host, what, duration));
}
