namespace EcaTools.Core.Mcp;

/// <summary>Whether an MCP client can connect through an app.</summary>
public enum McpOutcome : long
{
    /// <summary>Nothing that was looked at keeps the client from connecting.</summary>
    Ready,

    /// <summary>Something of the app keeps the client from connecting.</summary>
    NotReady,

    /// <summary>The app is right, and the server or the discovery is not.</summary>
    ServerProblem,
}
