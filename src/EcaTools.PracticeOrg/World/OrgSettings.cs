namespace EcaTools.PracticeOrg.World;

/// <summary>The org-wide switches that its endpoints heed, as deployed or as Setup's defaults have them.</summary>
internal sealed class OrgSettings(IOrg world)
{
    /// <summary>Setup, OAuth and OpenID Connect Settings: the username-password flow is off.</summary>
    public bool BlocksUsernamePassword => Flag("OauthOidcSettings", "OauthOidc", "blockOAuthUnPwFlow");

    /// <summary>Setup, OAuth and OpenID Connect Settings: the user-agent flow is off.</summary>
    public bool BlocksUserAgent => Flag("OauthOidcSettings", "OauthOidc", "blockOAuthUsrAgtFlow");

    /// <summary>Setup, OAuth and OpenID Connect Settings: PKCE is wanted of every app.</summary>
    public bool RequiresPkce => Flag("OauthOidcSettings", "OauthOidc", "isPkceRequired");

    /// <summary>Setup, External Client App Settings: consumer secrets are given out by REST.</summary>
    public bool GivesOutConsumerSecrets =>
        Flag("ExternalClientAppSettings", "ExternalClientApp", "enableClientSecretInRestApiAccess");

    private bool Flag(string type, string name, string element) =>
        world.Metadata.Find(type, name)?.Flag(element) == true;
}
