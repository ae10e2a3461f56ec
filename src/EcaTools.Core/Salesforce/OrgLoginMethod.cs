namespace EcaTools.Core.Salesforce;

/// <summary>How a session logged in to an org.</summary>
public enum OrgLoginMethod : long
{
    /// <summary>With an access token that was given.</summary>
    AccessToken,

    /// <summary>By the JWT bearer flow.</summary>
    JwtBearer,

    /// <summary>By the client credentials flow.</summary>
    ClientCredentials,

    /// <summary>By the web server flow, in a browser.</summary>
    WebServer,

    /// <summary>By the device flow.</summary>
    Device,

    /// <summary>With a refresh token.</summary>
    RefreshToken,

    /// <summary>With the access token of an org that the Salesforce CLI is logged in to.</summary>
    SalesforceCli,
}
