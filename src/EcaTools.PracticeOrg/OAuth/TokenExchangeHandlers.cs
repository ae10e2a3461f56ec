using System.Collections.Concurrent;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.OAuth.Signing;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>
/// The org's token exchange handlers. Which there are and for which users is metadata; what each does is Apex, which this org
/// can't run, so a C# function stands in for the class. A class without one takes what this org signed or issued
/// itself.
/// </summary>
internal sealed class TokenExchangeHandlers(OrgWorld world, TokenSigner signer)
{
    private const string TypePrefix = "urn:ietf:params:oauth:token-type:";

    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    private readonly ConcurrentDictionary<string, Func<string, string, string?>> _classes = new(
        StringComparer.OrdinalIgnoreCase
    );

    public void Set(string apexClass, Func<string, string, string?> usernameOf) => _classes[apexClass] = usernameOf;

    /// <summary>The Apex class of the handler that a request names, or of the app's default one; null if there is none
    /// for this type of token.</summary>
    public string? Find(OAuthClient client, string tokenType, string? name)
    {
        string element = client.IsExternalClientApp ? "externalClientApp" : "connectedApp";
        return world
            .Metadata.OfType("OauthTokenExchangeHandler")
            .FirstOrDefault(h =>
                h.Flag("isEnabled")
                && Supports(h, tokenType)
                && (name is null || h.FullName == name || h.Text("developerName") == name)
                && h.Content.Elements(s_ns + "enablements")
                    .Any(e =>
                        e.Element(s_ns + element)?.Value == client.Record.FullName
                        && (name is not null || e.Element(s_ns + "isDefault")?.Value == "true")
                    )
            )
            ?.Text("tokenHandlerApex");
    }

    /// <summary>The user that the handler finds behind a token; null if it refuses the token.</summary>
    public Row? UserOf(string apexClass, string token, string tokenType)
    {
        if (_classes.TryGetValue(apexClass, out Func<string, string, string?>? usernameOf))
        {
            return usernameOf(token, tokenType) is { } username ? world.FindUser(username) : null;
        }

        string? userId =
            tokenType == TypePrefix + "access_token" ? world.Sessions.Find(token)?.UserId : UserOfIdToken(token);
        return userId is null ? null : world.Rows("User").FirstOrDefault(u => u.Text("Id") == userId);
    }

    private string? UserOfIdToken(string token) =>
        JsonWebToken.Parse(token) is { } parsed
        && signer.HasSigned(parsed)
        && parsed.Number("exp") > world.Now.ToUnixTimeSeconds()
            ? parsed.Text("sub")?.Split('/', ':')[^1]
            : null;

    private static bool Supports(StoredRecord handler, string tokenType) =>
        tokenType switch
        {
            TypePrefix + "access_token" => handler.Flag("isAccessTokenSupported"),
            TypePrefix + "id_token" => handler.Flag("isIdTokenSupported"),
            TypePrefix + "refresh_token" => handler.Flag("isRefreshTokenSupported"),
            TypePrefix + "jwt" => handler.Flag("isJwtSupported"),
            TypePrefix + "saml2" => handler.Flag("isSaml2Supported"),
            _ => false,
        };
}
