namespace EcaTools.PracticeOrg;

/// <summary>One request as the journal keeps it.</summary>
/// <param name="Time">When it was answered, UTC.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without its query string, which could carry secrets.</param>
/// <param name="Kind">The endpoint, such as 'query', 'token' or 'soap metadata'.</param>
/// <param name="Operation">The SOAP operation, such as 'deploy'; null if it was none.</param>
/// <param name="Status">The HTTP status of the response; 0 if the connection was dropped.</param>
/// <param name="IsChange">Whether it asked the org to change something.</param>
/// <param name="Fault">The fault that met it, if any.</param>
public sealed record JournalEntry(
    DateTimeOffset Time,
    string Method,
    string Path,
    string Kind,
    string? Operation,
    int Status,
    bool IsChange,
    FaultKind? Fault
)
{
    /// <summary>The label of the app that asked: the token's, or at the OAuth endpoints the client's. Null if it is
    /// none that the org knows.</summary>
    public string? App { get; init; }

    /// <summary>What went wrong in the practice org itself; a test finds it here when a response says
    /// UNKNOWN_EXCEPTION.</summary>
    internal Exception? Crash { get; init; }
}
