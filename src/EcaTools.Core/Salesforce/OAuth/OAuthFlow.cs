namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>A way in which a caller gets an access token (Salesforce Help: OAuth authorization flows).</summary>
public enum OAuthFlow : long
{
    /// <summary>Web server flow: authorization code, with PKCE.</summary>
    WebServer,

    /// <summary>JWT bearer flow: the app vouches for a user with its certificate.</summary>
    JwtBearer,

    /// <summary>Client credentials flow: the app logs in as its run-as user.</summary>
    ClientCredentials,

    /// <summary>Device flow: a user types a code on another device.</summary>
    Device,

    /// <summary>Token exchange flow: another identity provider's token for one of this org.</summary>
    TokenExchange,

    /// <summary>Refresh token flow.</summary>
    RefreshToken,

    /// <summary>SAML bearer flow: as JWT bearer, with a SAML 2.0 assertion.</summary>
    SamlBearer,

    /// <summary>User-agent flow. It is tested to be off.</summary>
    UserAgent,

    /// <summary>Username-password flow. It is tested to be off.</summary>
    UsernamePassword,

    /// <summary>Authorization code and credentials flow: the login page is the app's own (headless login).</summary>
    CodeAndCredentials,
}
