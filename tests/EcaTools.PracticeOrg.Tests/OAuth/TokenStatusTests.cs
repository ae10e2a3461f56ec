using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static EcaTools.PracticeOrg.Tests.OAuthApp;

namespace EcaTools.PracticeOrg.Tests.OAuth;

/// <summary>Introspection, id tokens and access tokens in JWT format.</summary>
public class TokenStatusTests
{
    private const string NoPkce = "<isPkceRequired>false</isPkceRequired>";

    private static async Task<(HttpStatusCode Status, JsonElement Body)> Introspect(
        PracticeClient client,
        OAuthApp app,
        string token,
        string? secret = null
    )
    {
        using FormUrlEncodedContent form = new(
            new Dictionary<string, string>
            {
                ["token"] = token,
                ["client_id"] = app.Key,
                ["client_secret"] = secret ?? app.Secret,
            }
        );
        using HttpResponseMessage response = await client.Http.PostAsync("/services/oauth2/introspect", form);
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, document.RootElement.Clone());
    }

    private static byte[] Decode(string text) =>
        Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));

    /// <summary>The claims, after the signature was verified with the public key.</summary>
    private static async Task<JsonElement> Verified(PracticeClient client, string token)
    {
        string[] parts = token.Split('.');
        (_, JsonElement keys) = await client.GetAsync("/id/keys");
        JsonElement key = keys.GetProperty("keys")[0];
        using RSA rsa = RSA.Create(
            new RSAParameters
            {
                Modulus = Decode(key.GetProperty("n").GetString()!),
                Exponent = Decode(key.GetProperty("e").GetString()!),
            }
        );
        Assert.True(
            rsa.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Decode(parts[2]),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
        );
        using JsonDocument document = JsonDocument.Parse(Decode(parts[1]));
        return document.RootElement.Clone();
    }

    [Fact]
    public async Task An_app_learns_of_its_own_tokens_and_of_no_others()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        OAuthApp app = await MakeAsync(client);
        OAuthApp other = await MakeAsync(client, "Other");
        JsonElement login = await app.LogInAsync(Farid);
        string access = login.GetProperty("access_token").GetString()!;
        string refresh = login.GetProperty("refresh_token").GetString()!;
        (_, JsonElement body) = await Introspect(client, app, access);
        Assert.True(body.GetProperty("active").GetBoolean());
        Assert.Equal(
            (app.Key, Farid, "api refresh_token", "access_token"),
            (
                body.GetProperty("client_id").GetString(),
                body.GetProperty("username").GetString(),
                body.GetProperty("scope").GetString(),
                body.GetProperty("token_type").GetString()
            )
        );
        Assert.Equal(time.GetUtcNow().AddHours(2).ToUnixTimeSeconds(), body.GetProperty("exp").GetInt64());
        Assert.Equal(
            "refresh_token",
            (await Introspect(client, app, refresh)).Body.GetProperty("token_type").GetString()
        );

        foreach (
            (OAuthApp asker, string token) in new[]
            {
                (other, access),
                (other, refresh),
                (app, "nonsense"),
                (app, client.Org.AccessToken),
            }
        )
        {
            Assert.Equal("{\"active\":false}", (await Introspect(client, asker, token)).Body.ToString());
        }

        await other.SetGlobalAsync("<isIntrospectAllTokens>true</isIntrospectAllTokens>");
        Assert.True((await Introspect(client, other, access)).Body.GetProperty("active").GetBoolean());
        Assert.Equal(HttpStatusCode.Unauthorized, (await Introspect(client, app, access, "wrong")).Status);
        time.Advance(TimeSpan.FromHours(2));
        Assert.False((await Introspect(client, app, access)).Body.GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task With_openid_the_app_gets_an_id_token_as_it_is_configured()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        OAuthApp app = await MakeAsync(
            client,
            scopes: "Api, OpenID, RefreshToken",
            global: NoPkce
                + "<idTokenConfig><idTokenAudience>https://aud.example.com</idTokenAudience><idTokenIncludeAttributes>true</idTokenIncludeAttributes><idTokenIncludeStandardClaims>true</idTokenIncludeStandardClaims><idTokenValidityInMinutes>10</idTokenValidityInMinutes></idTokenConfig>",
            settings: "<customAttributes><formula>$User.Email</formula><key>mail</key></customAttributes><customAttributes><formula>'x'</formula><key>fixed</key></customAttributes>"
        );
        JsonElement login = (
            await app.RedeemAsync((await app.AllowAsync(Farid, more: ("nonce", "n-1"))).Parameter("code")!)
        ).Body;
        JsonElement claims = await Verified(client, login.GetProperty("id_token").GetString()!);
        Assert.Equal(client.Org.Url.GetLeftPart(UriPartial.Authority), claims.GetProperty("iss").GetString());
        Assert.Equal(login.GetProperty("id").GetString(), claims.GetProperty("sub").GetString());
        Assert.Equal(
            [app.Key, "https://aud.example.com"],
            claims.GetProperty("aud").EnumerateArray().Select(a => a.GetString()!)
        );
        Assert.Equal(600, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.Equal(
            ("n-1", Farid, "x"),
            (
                claims.GetProperty("nonce").GetString(),
                claims.GetProperty("preferred_username").GetString(),
                claims.GetProperty("custom_attributes").GetProperty("fixed").GetString()
            )
        );
        Assert.NotNull(claims.GetProperty("custom_attributes").GetProperty("mail").GetString());
        byte[] hash = SHA256.HashData(Encoding.ASCII.GetBytes(login.GetProperty("access_token").GetString()!));
        Assert.Equal(hash[..16], Decode(claims.GetProperty("at_hash").GetString()!));

        await app.SetGlobalAsync(NoPkce);
        claims = await Verified(
            client,
            (await app.RefreshAsync(login.GetProperty("refresh_token").GetString()!))
                .Body.GetProperty("id_token")
                .GetString()!
        );
        Assert.Equal(app.Key, claims.GetProperty("aud").GetString());
        Assert.Equal(120, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.False(claims.TryGetProperty("preferred_username", out _));
        Assert.False(claims.TryGetProperty("custom_attributes", out _));
    }

    [Fact]
    public async Task Without_openid_there_is_no_id_token()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client, scopes: "Api, OpenID, RefreshToken");
        (_, JsonElement body) = await app.RedeemAsync(
            (await app.AllowAsync(more: ("scope", "api"))).Parameter("code")!
        );
        Assert.False(body.TryGetProperty("id_token", out _));
    }

    [Theory]
    [InlineData(
        "<namedUserJwtSessionTimeoutType>Custom</namedUserJwtSessionTimeoutType><namedUserJwtTimeout>15</namedUserJwtTimeout><sessionTimeoutInMinutes>60</sessionTimeoutInMinutes>",
        15
    )]
    [InlineData("<sessionTimeoutInMinutes>60</sessionTimeoutInMinutes>", 120)]
    public async Task An_access_token_in_JWT_format_says_who_and_what_for_and_ends_when_it_says(
        string policy,
        int minutes
    )
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        OAuthApp app = await MakeAsync(
            client,
            scopes: "Api, MCP, RefreshToken",
            global: NoPkce + "<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>",
            policy: policy
        );
        JsonElement login = await app.LogInAsync(Farid);
        string token = login.GetProperty("access_token").GetString()!;
        Assert.Equal("jwt", login.GetProperty("token_format").GetString());
        JsonElement claims = await Verified(client, token);
        Assert.Equal(
            ("api mcp_api refresh_token", app.Key),
            (claims.GetProperty("scp").GetString(), claims.GetProperty("client_id").GetString())
        );
        Assert.EndsWith(
            claims.GetProperty("sub").GetString()!["uid:".Length..],
            login.GetProperty("id").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(time.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds(), claims.GetProperty("exp").GetInt64());
        time.Advance(TimeSpan.FromMinutes(minutes - 1));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(client.Data("/limits"), token)).Status);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(client.Data("/limits"), token)).Status);
    }

    [Fact]
    public async Task What_the_configuration_names_is_there()
    {
        await using PracticeClient client = new("empty");
        (_, JsonElement body) = await client.GetAsync("/.well-known/openid-configuration");
        foreach (
            string name in new[]
            {
                "authorization_endpoint",
                "token_endpoint",
                "revocation_endpoint",
                "introspection_endpoint",
                "userinfo_endpoint",
                "jwks_uri",
            }
        )
        {
            using HttpResponseMessage response = await client.Http.GetAsync(body.GetProperty(name).GetString());
            Assert.NotEqual(HttpStatusCode.NotFound, response.StatusCode);
        }

        foreach (JsonElement grant in body.GetProperty("grant_types_supported").EnumerateArray())
        {
            (_, JsonElement answer) = await client.TokenAsync(("grant_type", grant.GetString()!));
            Assert.NotEqual("unsupported_grant_type", answer.GetProperty("error").GetString());
        }
    }
}
