using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.OAuth.Signing;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.OAuth.Endpoints;

/// <summary>What describes the server: openid-configuration and the keys that verify what it signs.</summary>
internal sealed class DiscoveryEndpoint(OrgWorld world, TokenSigner signer) : EndpointFamily
{
    public override IEnumerable<Route> Routes =>
        [
            new("GET", "/.well-known/openid-configuration", "openid-configuration", (_, _) => Configuration()),
            new("GET", "/id/keys", "keys", (_, _) => Answer.Json(signer.KeySet())),
        ];

    private Answer Configuration()
    {
        JsonObject configuration = new()
        {
            ["issuer"] = world.BaseUrl,
            ["authorization_endpoint"] = world.BaseUrl + "/services/oauth2/authorize",
            ["token_endpoint"] = world.BaseUrl + "/services/oauth2/token",
            ["revocation_endpoint"] = world.BaseUrl + "/services/oauth2/revoke",
            ["introspection_endpoint"] = world.BaseUrl + "/services/oauth2/introspect",
            ["userinfo_endpoint"] = world.BaseUrl + "/services/oauth2/userinfo",
            ["jwks_uri"] = world.BaseUrl + "/id/keys",
            ["response_types_supported"] = new JsonArray("code", "token"),
            ["grant_types_supported"] = new JsonArray(
                "authorization_code",
                "refresh_token",
                "client_credentials",
                "password",
                "device",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "urn:ietf:params:oauth:grant-type:saml2-bearer",
                "urn:ietf:params:oauth:grant-type:token-exchange"
            ),
            ["scopes_supported"] = new JsonArray([.. Scopes.All.Select(s => (JsonNode)s.Runtime)]),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "client_secret_basic"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["subject_types_supported"] = new JsonArray("public"),
        };
        if (world.McpDiscovery is not McpDiscovery.NoPkce)
        {
            configuration["code_challenge_methods_supported"] = new JsonArray("S256");
        }

        return Answer.Json(configuration);
    }
}
