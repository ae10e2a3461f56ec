namespace EcaTools.PracticeOrg.World;

/// <summary>What a client of the org's MCP servers finds when it looks for the authorization server. Salesforce's
/// hosted servers have responded in each of these ways in 2026 (field reports).</summary>
public enum McpDiscovery
{
    /// <summary>The protected-resource metadata names a server that has an openid-configuration alone, as from August
    /// 2026 on.</summary>
    OpenIdOnly,

    /// <summary>The protected-resource metadata names a server with complete authorization-server metadata.</summary>
    Complete,

    /// <summary>There is no protected-resource metadata; the authorization-server metadata is under the server's own
    /// path.</summary>
    NoProtectedResource,

    /// <summary>The protected-resource metadata names a server that has no metadata at all.</summary>
    NoAuthorizationServer,

    /// <summary>The authorization-server metadata names another issuer than the one that was asked for.</summary>
    IssuerMismatch,

    /// <summary>The metadata does not say that PKCE with S256 is supported.</summary>
    NoPkce,
}
