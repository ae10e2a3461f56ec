using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Mcp;

/// <summary>How to test an app for an MCP client.</summary>
public sealed record McpTestOptions
{
    /// <summary>The day by whose requirements the app is tested; null for the newest.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>The URL of the MCP server; null for none.</summary>
    public Uri? ServerUrl { get; init; }

    /// <summary>Whether the org is a sandbox, whose servers have another URL; null where that is not known.</summary>
    public bool? IsSandbox { get; init; }

    /// <summary>Whether the server is asked: discovery, the authorization page and, with a token, initialize.</summary>
    public bool IsLive { get; init; }

    /// <summary>An access token of the app for the MCP server; null for none.</summary>
    public AccessToken? Token { get; init; }

    /// <summary>The MCP servers of the org; null if they were not read.</summary>
    public McpServers? Servers { get; init; }

    /// <summary>Timeouts, attempts and the clock of the requests.</summary>
    public SalesforceClientOptions Http { get; init; } = new();
}
