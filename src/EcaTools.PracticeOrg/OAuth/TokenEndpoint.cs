using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>POST /services/oauth2/token. The grant that this org gives now is client_credentials.</summary>
internal sealed class TokenEndpoint(OrgWorld world, TokenSigner signer) : EndpointFamily
{
    private const string NoUser = "no client credentials user enabled";

    private readonly byte[] _signatureKey = RandomNumberGenerator.GetBytes(32);

    public override IEnumerable<Route> Routes =>
    [
        new("POST", "/services/oauth2/token", "token", (request, _) => Token(request)),
        new("GET", "/services/oauth2/token", "token", (_, _) => throw new OAuthException("invalid_request", "must use HTTP POST")),
    ];

    private Answer Token(Request request)
    {
        FormFields form = FormFields.Parse(Encoding.UTF8.GetString(request.Body));
        return form["grant_type"] switch
        {
            "client_credentials" => ClientCredentials(request, form),
            null => throw new OAuthException("invalid_request", "must provide grant_type"),
            _ => throw new OAuthException("unsupported_grant_type", "grant type not supported"),
        };
    }

    private Answer ClientCredentials(Request request, FormFields form)
    {
        (string? key, string? secret) = Credentials(request, form);
        OAuthClient client = (key is null ? null : OAuthClient.Find(world.Metadata, key))
            ?? throw new OAuthException("invalid_client_id", "client identifier invalid");
        if (secret is null || !client.Secret.Is(secret))
        {
            throw Refuse(client, "invalid_client", "invalid client credentials", "Failed: Invalid Consumer Secret");
        }

        if (!client.IsEnabled || world.Apps.IsBlocked(client.Record.Id))
        {
            // What a switched-off ECA answers is UNCONFIRMED; this is the code that field reports give for app restrictions.
            throw Refuse(client, "OAUTH_APPROVAL_ERROR_GENERIC", "An unexpected error has occured during authentication. Please try again.", "Failed: App Disabled");
        }

        if (client.RunAsUser is null || world.FindUser(client.RunAsUser) is not { } user || user["IsActive"] is not true)
        {
            throw Refuse(client, "invalid_grant", NoUser, "Failed: No Client Credentials User");
        }

        return Grant(client, user.Text("Id")!);
    }

    private Answer Grant(OAuthClient client, string userId)
    {
        DateTimeOffset now = world.Now;
        DateTimeOffset expires = now + SessionTable.DefaultLifetime;
        string identity = $"{world.BaseUrl}/id/{world.OrgId}/{userId}";
        string token = client.IssuesJwt ? Jwt(client, userId, now, expires) : CredentialSource.AccessToken(world.OrgId);
        world.Sessions.Add(token, new Session(userId, client.Record.Id, client.ConsumerKey, client.Scope, client.IssuesJwt, expires));
        world.AddLogin(client.Label, userId, "Remote Access 2.0", "OauthClientCredentials", "Success", "127.0.0.1");

        string issuedAt = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        JsonObject answer = new()
        {
            ["access_token"] = token,
            ["signature"] = Convert.ToBase64String(HMACSHA256.HashData(_signatureKey, Encoding.UTF8.GetBytes(identity + issuedAt))),
            ["scope"] = client.Scope,
            ["instance_url"] = world.BaseUrl,
            ["id"] = identity,
            ["token_type"] = "Bearer",
            ["issued_at"] = issuedAt,
            ["api_instance_url"] = world.BaseUrl,
        };
        if (client.IssuesJwt)
        {
            answer["token_format"] = "jwt";
        }

        return Answer.Json(answer).WithHeader("Cache-Control", "no-cache, no-store");
    }

    private string Jwt(OAuthClient client, string userId, DateTimeOffset now, DateTimeOffset expires) => signer.Sign(new JsonObject
    {
        ["iss"] = world.BaseUrl,
        ["aud"] = new JsonArray(world.BaseUrl),
        ["sub"] = "uid:" + userId,
        ["client_id"] = client.ConsumerKey,
        ["scp"] = client.Scope,
        ["sfi"] = RandomNumberGenerator.GetHexString(32, lowercase: true),
        ["iat"] = now.ToUnixTimeSeconds(),
        ["nbf"] = now.ToUnixTimeSeconds(),
        ["exp"] = expires.ToUnixTimeSeconds(),
    });

    private OAuthException Refuse(OAuthClient client, string error, string description, string status)
    {
        // LoginHistory mirrors failures; the words of its Status for these are UNCONFIRMED.
        world.AddLogin(client.Label, world.AdministratorId, "Remote Access 2.0", "OauthClientCredentials", status, "127.0.0.1");
        return new OAuthException(error, description);
    }

    private static (string? Key, string? Secret) Credentials(Request request, FormFields form)
    {
        if (request.Header("Authorization") is not { } header || !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return (form["client_id"], form["client_secret"]);
        }

        byte[] decoded = new byte[header.Length];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), decoded, out int length))
        {
            return (null, null);
        }

        string pair = Encoding.UTF8.GetString(decoded, 0, length);
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (pair, null) : (pair[..colon], pair[(colon + 1)..]);
    }
}
