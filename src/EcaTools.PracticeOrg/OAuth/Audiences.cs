using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>The audiences that an assertion may have: this org, or the login host of its kind of org.</summary>
internal sealed class Audiences(OrgWorld world)
{
    private const string TokenPath = "/services/oauth2/token";

    public bool Has(string audience) =>
        Hosts().Any(h => h.Equals(audience.TrimEnd('/'), StringComparison.OrdinalIgnoreCase));

    /// <summary>The token endpoint, where a SAML assertion says it is to be sent.</summary>
    public bool HasRecipient(string recipient) =>
        Hosts().Any(h => (h + TokenPath).Equals(recipient, StringComparison.OrdinalIgnoreCase));

    private string[] Hosts()
    {
        bool isSandbox = world.Rows("Organization")[0]["IsSandbox"] is true;
        string own = world.BaseUrl;
        return
        [
            own,
            own.Replace("//localhost", "//127.0.0.1", StringComparison.Ordinal),
            isSandbox ? "https://test.salesforce.com" : "https://login.salesforce.com",
        ];
    }
}
