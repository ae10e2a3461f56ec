using System.Text;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.OAuth.Endpoints;

/// <summary>Ends tokens, and says what they are.</summary>
internal sealed class TokenStatusEndpoint(OrgWorld world, AppAccess access) : EndpointFamily
{
    public override IEnumerable<Route> Routes =>
        [
            new(
                "POST",
                "/services/oauth2/revoke",
                "revoke",
                (request, _) =>
                    Revoke(FormFields.Parse(Encoding.UTF8.GetString(request.Body))["token"] ?? request.Query["token"]),
                changes: true
            ),
            new(
                "GET",
                "/services/oauth2/revoke",
                "revoke",
                (request, _) => Revoke(request.Query["token"]),
                changes: true
            ),
            new("POST", "/services/oauth2/introspect", "introspect", (request, _) => Introspect(request)),
        ];

    /// <summary>200 with an empty body; an unknown token is refused as the long-stable answer does
    /// (UNCONFIRMED).</summary>
    private Answer Revoke(string? token)
    {
        if (token is null || !world.Sessions.Revoke(token))
        {
            throw new OAuthException("invalid_token", "the token is invalid");
        }

        return Answer.Empty(200);
    }

    /// <summary>An app asks about its own tokens; about others' only where it may. What it must not know is not active
    /// to it.</summary>
    private Answer Introspect(Request request)
    {
        TokenRequest asked = TokenRequest.Read(request);
        OAuthClient client = access.Client(asked.ClientId);
        if (asked.ClientSecret is not { } secret || !client.Secret.Is(secret))
        {
            throw new OAuthException("invalid_client", "invalid client credentials", 401);
        }

        if (asked.Form["token"] is not { } token)
        {
            throw new OAuthException("invalid_request", "must provide token");
        }

        return Answer.Json(Described(client, token)).WithHeader("Cache-Control", "no-cache, no-store");
    }

    private JsonObject Described(OAuthClient client, string token)
    {
        if (world.Sessions.Find(token) is { } session && IsVisible(client, session.AppRecordId))
        {
            JsonObject answer = Active(
                session.Scope,
                session.ConsumerKey,
                session.UserId,
                "access_token",
                session.CreatedAt
            );
            answer["exp"] = session.ExpiresAt?.ToUnixTimeSeconds();
            return answer;
        }

        return
            world.Sessions.FindRefresh(token) is { } refresh
            && refresh.DeleteToken != token
            && IsVisible(client, refresh.AppRecordId)
            ? Active(refresh.Scope, refresh.ConsumerKey, refresh.UserId, "refresh_token", refresh.CreatedAt)
            : new JsonObject { ["active"] = false };
    }

    private static bool IsVisible(OAuthClient client, string? appRecordId) =>
        client.IntrospectsAllTokens || appRecordId == client.Record.Id;

    private JsonObject Active(string scope, string? clientId, string userId, string type, DateTimeOffset? since) =>
        new()
        {
            ["active"] = true,
            ["scope"] = scope,
            ["client_id"] = clientId,
            ["username"] = world.Rows("User").First(u => u.Text("Id") == userId).Text("Username"),
            ["sub"] = $"{world.BaseUrl}/id/{world.OrgId}/{userId}",
            ["token_type"] = type,
            ["iat"] = since?.ToUnixTimeSeconds(),
            ["nbf"] = since?.ToUnixTimeSeconds(),
        };
}
