namespace EcaTools.Core.Salesforce.Http;

/// <summary>How a <see cref="SalesforceClient"/> behaves on the wire. The defaults suit an org.</summary>
public sealed record SalesforceClientOptions
{
    /// <summary>The clock that timeouts, waits between attempts and polls use.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What carries the requests in place of the process's shared connection pool; null for the pool. It is
    /// not disposed.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>How long one attempt may take, its response's body included. 100 s by default.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a request is sent at most, the first time included. 4 by default.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>The longest wait that a Retry-After header can ask for; a longer one is cut to it. 2 minutes by
    /// default.</summary>
    public TimeSpan MaximumRetryAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The largest answer that is read, in bytes after decompression. 64 MB by default.</summary>
    public int MaximumAnswerBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>A number from 0 up to (not including) 1 that spreads the waits of many clients.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;
}
