using System.Collections.Immutable;

namespace EcaTools.Core.Mcp;

/// <summary>Whether an MCP client can connect through an External Client App. It can serve as evidence: see
/// <see cref="CheckedAt"/>.</summary>
public sealed record EcaMcpReadiness
{
    /// <summary>The app's full name.</summary>
    public required string App { get; init; }

    /// <summary>The MCP client, by the name of its profile.</summary>
    public required string Client { get; init; }

    /// <summary>The alias of the org; null where the app was read from files.</summary>
    public string? Org { get; init; }

    /// <summary>Whether the client can connect.</summary>
    public McpOutcome Outcome
    {
        get
        {
            McpFinding[] failed = [.. Findings.Where(finding => finding.Status is McpCheckStatus.Failed)];
            if (failed.Length == 0)
            {
                return McpOutcome.Ready;
            }

            return failed.All(IsOfServer) ? McpOutcome.ServerProblem : McpOutcome.NotReady;
        }
    }

    /// <summary>The set of requirements that the app was tested against, such as <c>Current</c>.</summary>
    public required string Requirements { get; init; }

    /// <summary>The checks, those that failed first.</summary>
    [FlatJson]
    public required ImmutableArray<McpFinding> Findings { get; init; }

    /// <summary>What the MCP server's discovery responds; null where it was not asked.</summary>
    public McpDiscoveryState? Discovery { get; init; }

    /// <summary>The clients that fail on that discovery, whatever the app.</summary>
    public ImmutableArray<string> FailingClients { get; init; } = [];

    /// <summary>Where the app was read from: the folder, or the alias of the org.</summary>
    public required string Path { get; init; }

    /// <summary>When that was (UTC).</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>The outcome, the app and the client.</summary>
    public override string ToString() => $"{Outcome}: {App} for {Client}";

    private static bool IsOfServer(McpFinding finding) => finding.Check is "Discovery" or "ServerActive" or "ServerUrl";
}
