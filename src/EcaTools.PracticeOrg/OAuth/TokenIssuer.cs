using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.OAuth.Signing;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>Makes tokens, and the response that carries them.</summary>
internal sealed class TokenIssuer(OrgWorld world, TokenSigner signer, UserClaims claims)
{
    private readonly byte[] _signatureKey = RandomNumberGenerator.GetBytes(32);

    /// <summary>Answers with an access token, and notes the login.</summary>
    public Answer Answer(LoginAttempt attempt, string scope, bool isSigned = true)
    {
        JsonObject body = Token(attempt, scope, refresh: null, isSigned);
        return Answered(attempt, body);
    }

    /// <summary>Answers with an access token, a refresh token if the scopes give one, and an id token if they hold
    /// openid.</summary>
    public Answer AnswerUser(LoginAttempt attempt, string scope, DateTimeOffset authenticatedAt, string? nonce = null)
    {
        RefreshToken? refresh = null;
        string? text = null;
        if (OAuthClient.HasRefresh(scope))
        {
            text = CredentialSource.RefreshToken();
            refresh = new RefreshToken(
                world.Ids.Next(SObjectPrefixes.Token),
                attempt.UserId,
                attempt.Client.Record.Id,
                attempt.Client.ConsumerKey,
                attempt.Client.Label,
                scope,
                attempt.Client.IssuesJwt,
                world.Now
            )
            {
                LastUsedAt = world.Now,
                UseCount = 1,
            };
            world.Sessions.Add(refresh, text);
        }

        JsonObject body = Token(attempt, scope, refresh, isSigned: true);
        if (text is not null)
        {
            body["refresh_token"] = text;
        }

        AddIdToken(body, attempt, scope, authenticatedAt, nonce);
        return Answered(attempt, body);
    }

    /// <summary>Answers with another access token of a refresh token, and with the refresh token if it was
    /// rotated.</summary>
    public Answer AnswerRefresh(LoginAttempt attempt, RefreshToken refresh, string? rotated)
    {
        JsonObject body = Token(attempt, refresh.Scope, refresh, isSigned: true);
        if (rotated is not null)
        {
            body["refresh_token"] = rotated;
        }

        AddIdToken(body, attempt, refresh.Scope, refresh.CreatedAt, nonce: null);
        return Answered(attempt, body);
    }

    /// <summary>The response's fields, for a flow that sends them elsewhere than in JSON.</summary>
    public JsonObject Token(LoginAttempt attempt, string scope, RefreshToken? refresh, bool isSigned)
    {
        OAuthClient client = attempt.Client;
        string userId = attempt.UserId;
        DateTimeOffset now = world.Now;
        DateTimeOffset expires =
            now + ((client.IssuesJwt ? client.JwtTimeout : client.SessionTimeout) ?? SessionTable.DefaultLifetime);
        string identity = claims.IdentityUrl(userId);
        string token = client.IssuesJwt
            ? Jwt(client, userId, scope, now, expires)
            : CredentialSource.AccessToken(world.OrgId);
        world.Sessions.Add(
            token,
            new Session(userId, client.Record.Id, client.ConsumerKey, scope, client.IssuesJwt, expires)
            {
                TokenId = refresh is null ? world.Ids.Next(SObjectPrefixes.Token) : null,
                RefreshTokenId = refresh?.Id,
                CreatedAt = now,
            }
        );

        JsonObject answer = new()
        {
            ["access_token"] = token,
            ["scope"] = scope,
            ["instance_url"] = world.BaseUrl,
            ["id"] = identity,
            ["token_type"] = "Bearer",
            ["api_instance_url"] = world.BaseUrl,
        };
        if (isSigned)
        {
            string issuedAt = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            answer["issued_at"] = issuedAt;
            answer["signature"] = Convert.ToBase64String(
                HMACSHA256.HashData(_signatureKey, Encoding.UTF8.GetBytes(identity + issuedAt))
            );
        }

        if (client.IssuesJwt)
        {
            answer["token_format"] = "jwt";
        }

        return answer;
    }

    private void AddIdToken(
        JsonObject body,
        LoginAttempt attempt,
        string scope,
        DateTimeOffset authenticatedAt,
        string? nonce
    )
    {
        if (scope.Split(' ').Contains("openid", StringComparer.Ordinal))
        {
            body["id_token"] = signer.SignIdToken(
                claims.IdToken(attempt.Client, attempt.User!, (string)body["access_token"]!, authenticatedAt, nonce)
            );
        }
    }

    private string Jwt(OAuthClient client, string userId, string scope, DateTimeOffset now, DateTimeOffset expires) =>
        signer.SignAccessToken(
            new JsonObject
            {
                ["iss"] = world.BaseUrl,
                ["aud"] = new JsonArray(world.BaseUrl),
                ["sub"] = "uid:" + userId,
                ["client_id"] = client.ConsumerKey,
                ["scp"] = scope,
                ["sfi"] = RandomNumberGenerator.GetHexString(32, lowercase: true),
                ["iat"] = now.ToUnixTimeSeconds(),
                ["nbf"] = now.ToUnixTimeSeconds(),
                ["exp"] = expires.ToUnixTimeSeconds(),
            }
        );

    private static Answer Answered(LoginAttempt attempt, JsonObject body)
    {
        attempt.Succeed();
        return Http.Answer.Json(body).WithHeader("Cache-Control", "no-cache, no-store");
    }
}
