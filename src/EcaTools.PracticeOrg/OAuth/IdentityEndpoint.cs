using System.Text;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>Who a token stands for: userinfo, the identity URL, revocation, and what describes the server.</summary>
internal sealed class IdentityEndpoint(OrgWorld world, TokenSigner signer) : EndpointFamily
{
    public override IEnumerable<Route> Routes =>
    [
        new("GET", "/services/oauth2/userinfo", "userinfo", (request, _) => UserInfo(request)),
        new("POST", "/services/oauth2/userinfo", "userinfo", (request, _) => UserInfo(request)),
        new("GET", "/id/{org}/{user}", "identity", Identity),
        new("POST", "/services/oauth2/revoke", "revoke", (request, _) => Revoke(FormFields.Parse(Encoding.UTF8.GetString(request.Body))["token"] ?? request.Query["token"]), changes: true),
        new("GET", "/services/oauth2/revoke", "revoke", (request, _) => Revoke(request.Query["token"]), changes: true),
        new("GET", "/.well-known/openid-configuration", "openid-configuration", (_, _) => Configuration()),
        new("GET", "/id/keys", "keys", (_, _) => Answer.Json(signer.KeySet())),
    ];

    /// <summary>These two endpoints answer a bad token with 403 and these words, not with the REST API's error.</summary>
    private Session RequireSession(Request request) => world.Sessions.Find(request.BearerToken() ?? request.Query["access_token"] ?? request.Query["oauth_token"])
        ?? throw new BadTokenException();

    private Answer UserInfo(Request request)
    {
        Session session = RequireSession(request);
        Row user = User(session.UserId);
        string identity = IdentityUrl(session.UserId);
        return Answer.Json(new JsonObject
        {
            ["sub"] = identity,
            ["user_id"] = session.UserId,
            ["organization_id"] = world.OrgId,
            ["preferred_username"] = user.Text("Username"),
            ["nickname"] = user.Text("CommunityNickname"),
            ["name"] = user.Text("Name"),
            ["email"] = user.Text("Email"),
            ["email_verified"] = true,
            ["given_name"] = user.Text("FirstName"),
            ["family_name"] = user.Text("LastName"),
            ["zoneinfo"] = "GMT",
            ["profile"] = $"{world.BaseUrl}/{session.UserId}",
            ["address"] = new JsonObject(),
            ["urls"] = Urls(),
            ["active"] = user["IsActive"] is true,
            ["user_type"] = "STANDARD",
            ["language"] = "en_US",
            ["locale"] = "en_US",
            ["utcOffset"] = 0,
            ["updated_at"] = ((DateTimeOffset)user["LastModifiedDate"]!).UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["is_app_installed"] = true,
        });
    }

    private Answer Identity(Request request, RouteValues values)
    {
        Session session = RequireSession(request);
        if (SalesforceId.Normalise(values["org"]) != world.OrgId || SalesforceId.Normalise(values["user"]) != session.UserId)
        {
            throw new BadTokenException("Wrong_Org");
        }

        Row user = User(session.UserId);
        return Answer.Json(new JsonObject
        {
            ["id"] = IdentityUrl(session.UserId),
            ["asserted_user"] = true,
            ["user_id"] = session.UserId,
            ["organization_id"] = world.OrgId,
            ["username"] = user.Text("Username"),
            ["nick_name"] = user.Text("CommunityNickname"),
            ["display_name"] = user.Text("Name"),
            ["email"] = user.Text("Email"),
            ["email_verified"] = true,
            ["first_name"] = user.Text("FirstName"),
            ["last_name"] = user.Text("LastName"),
            ["timezone"] = "GMT",
            ["urls"] = Urls(),
            ["active"] = user["IsActive"] is true,
            ["user_type"] = "STANDARD",
            ["language"] = "en_US",
            ["locale"] = "en_US",
            ["utcOffset"] = 0,
            ["is_app_installed"] = true,
        });
    }

    /// <summary>200 with an empty body; an unknown token is refused as the long-stable answer does (UNCONFIRMED).</summary>
    private Answer Revoke(string? token)
    {
        if (token is null || !world.Sessions.Revoke(token))
        {
            throw new OAuthException("invalid_token", "the token is invalid");
        }

        return Answer.Empty(200);
    }

    private Answer Configuration() => Answer.Json(new JsonObject
    {
        ["issuer"] = world.BaseUrl,
        ["token_endpoint"] = world.BaseUrl + "/services/oauth2/token",
        ["revocation_endpoint"] = world.BaseUrl + "/services/oauth2/revoke",
        ["userinfo_endpoint"] = world.BaseUrl + "/services/oauth2/userinfo",
        ["jwks_uri"] = world.BaseUrl + "/id/keys",
        ["grant_types_supported"] = new JsonArray("client_credentials"),
        ["scopes_supported"] = new JsonArray([.. Scopes.All.Select(s => (JsonNode)s.Runtime)]),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "client_secret_basic"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["subject_types_supported"] = new JsonArray("public"),
    });

    private JsonObject Urls()
    {
        JsonObject urls = [];
        foreach ((string name, string path) in (ReadOnlySpan<(string, string)>)[
            ("enterprise", "/services/Soap/c/{version}/"), ("metadata", "/services/Soap/m/{version}/"), ("partner", "/services/Soap/u/{version}/"),
            ("rest", "/services/data/v{version}/"), ("sobjects", "/services/data/v{version}/sobjects/"), ("query", "/services/data/v{version}/query/"),
            ("tooling_rest", "/services/data/v{version}/tooling/")])
        {
            urls[name] = world.BaseUrl + path;
        }

        urls["custom_domain"] = world.BaseUrl;
        return urls;
    }

    private string IdentityUrl(string userId) => $"{world.BaseUrl}/id/{world.OrgId}/{userId}";

    private Row User(string id) => world.Rows("User").First(u => u.Text("Id") == id);
}
