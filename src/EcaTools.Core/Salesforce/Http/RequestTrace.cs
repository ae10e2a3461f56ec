namespace EcaTools.Core.Salesforce.Http;

/// <summary>One attempt at a request, for a trace that people send to support. It holds no token, no body and no query
/// string.</summary>
/// <param name="Host">The org's host.</param>
/// <param name="What">The request, such as <c>GET /services/data</c> or <c>SOAP deploy</c>.</param>
/// <param name="Status">The HTTP status; null if no response came.</param>
/// <param name="Duration">The time until the response began, or the attempt failed.</param>
/// <param name="RequestsLeft">The API requests that the org has left of its day's; null if it did not tell.</param>
public sealed record RequestTrace(string Host, string What, int? Status, TimeSpan Duration, int? RequestsLeft)
{
    private static readonly AsyncLocal<Action<RequestTrace>?> Ambient = new();

    /// <summary>What is called after each attempt at a request that the current flow of execution makes, on any
    /// thread.</summary>
    public static Action<RequestTrace>? Listener
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>The trace as a line of a log.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{Host}: {What}: {Status?.ToString() ?? "no response"}, {Duration.TotalMilliseconds:0} ms{(RequestsLeft is { } left ? $", {left} API requests left" : "")}"
        );
}
