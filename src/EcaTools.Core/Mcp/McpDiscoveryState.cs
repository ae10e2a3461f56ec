namespace EcaTools.Core.Mcp;

/// <summary>What an MCP server responds when a client looks for its authorization server.</summary>
public enum McpDiscoveryState : long
{
    /// <summary>All metadata is there.</summary>
    Complete,

    /// <summary>The authorization server has an OpenID configuration alone.</summary>
    OpenIdOnly,

    /// <summary>There is no protected-resource metadata.</summary>
    NoProtectedResource,

    /// <summary>The authorization server that is named has no metadata.</summary>
    NoAuthorizationServer,

    /// <summary>The metadata names another issuer.</summary>
    IssuerMismatch,

    /// <summary>The metadata does not list S256.</summary>
    NoPkce,

    /// <summary>The server did not respond with metadata.</summary>
    Unusable,
}
