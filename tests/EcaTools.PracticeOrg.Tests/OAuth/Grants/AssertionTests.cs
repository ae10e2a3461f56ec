using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using static EcaTools.PracticeOrg.Tests.OAuthApp;

namespace EcaTools.PracticeOrg.Tests.OAuth.Grants;

/// <summary>JWT bearer.</summary>
public class AssertionTests
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private const string PreAuthorized =
        "<commaSeparatedPermissionSet>Route_Planning</commaSeparatedPermissionSet><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>";

    private static string Encode(byte[] bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Sign(
        X509Certificate2 certificate,
        Dictionary<string, object?> claims,
        string algorithm = "RS256"
    )
    {
        string signed =
            Encode(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["alg"] = algorithm }))
            + "."
            + Encode(JsonSerializer.SerializeToUtf8Bytes(claims));
        using RSA key = certificate.GetRSAPrivateKey()!;
        return signed
            + "."
            + Encode(
                key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            );
    }

    private static Dictionary<string, object?> Claims(OAuthApp app, ManualTime time, string user = Dmitri) =>
        new()
        {
            ["iss"] = app.Key,
            ["sub"] = user,
            ["aud"] = "https://login.salesforce.com",
            ["exp"] = time.GetUtcNow().AddMinutes(3).ToUnixTimeSeconds(),
        };

    private static Task<(HttpStatusCode Status, JsonElement Body)> Send(PracticeClient client, string assertion) =>
        client.TokenAsync(("grant_type", Grant), ("assertion", assertion));

    private static string Xml(X509Certificate2 certificate, bool pem = true) =>
        $"<certificate>{(pem ? certificate.ExportCertificatePem() : Convert.ToBase64String(certificate.RawData))}"
        + $"</certificate>";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_app_vouches_for_a_pre_authorised_user_with_its_certificate(bool pem)
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await MakeAsync(client, global: Xml(certificate, pem), policy: PreAuthorized);
        (HttpStatusCode status, JsonElement body) = await Send(client, Sign(certificate, Claims(app, time)));
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        Assert.Equal("api refresh_token", body.GetProperty("scope").GetString());
        Assert.False(body.TryGetProperty("refresh_token", out _));
        (_, JsonElement user) = await client.GetAsync(
            "/services/oauth2/userinfo",
            body.GetProperty("access_token").GetString()
        );
        Assert.Equal(Dmitri, user.GetProperty("preferred_username").GetString());
    }

    [Fact]
    public async Task A_connected_app_vouches_too_with_the_certificate_as_the_metadata_has_it()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ConnectedApp",
                "Route_Planner",
                $"<contactEmail>a@example.com</contactEmail><label>Route "
                    + $"Planner</label><oauthConfig><callbackUrl>https://a.example.com</callbackUrl>{Xml(certificate)}"
                    + $"<isAdminApproved>true</isAdminApproved><scopes>Api</scopes><scopes>RefreshToken</scopes></oauthConfig><permissionSetName>Route "
                    + $"Planning</permissionSetName>"
            )
        );
        Dictionary<string, object?> claims = new()
        {
            ["iss"] = client.Org.World.Metadata.Find("ConnectedApp", "Route_Planner")!.ConsumerKey,
            ["sub"] = "route.integration@harbourline.example.com",
            ["aud"] = client.Org.Url.GetLeftPart(UriPartial.Authority),
            ["exp"] = time.GetUtcNow().AddMinutes(3).ToUnixTimeMilliseconds(),
        };
        Assert.Equal(HttpStatusCode.OK, (await Send(client, Sign(certificate, claims))).Status);
    }

    [Theory]
    [InlineData("aud", "https://test.salesforce.com", "invalid_grant", "audience is invalid")]
    [InlineData("aud", "https://evil.example.com", "invalid_grant", "audience is invalid")]
    [InlineData("aud", null, "invalid_grant", "audience is invalid")]
    [InlineData("exp", "0", "invalid_grant", "invalid assertion")]
    [InlineData("exp", null, "invalid_grant", "invalid assertion")]
    [InlineData("nbf", "600", "invalid_grant", "invalid assertion")]
    [InlineData("sub", "nobody@example.com", "invalid_grant", "user hasn't approved this consumer")]
    [InlineData("sub", null, "invalid_grant", "user hasn't approved this consumer")]
    [InlineData("sub", Retired, "invalid_grant", "user is inactive")]
    [InlineData("sub", Farid, "invalid_app_access", "user is not admin approved to access this app")]
    [InlineData("iss", "nobody", "invalid_client_id", "client identifier invalid")]
    [InlineData("iss", null, "invalid_client_id", "client identifier invalid")]
    public async Task One_wrong_claim_is_enough_to_be_refused(
        string claim,
        string? value,
        string error,
        string description
    )
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await MakeAsync(client, global: Xml(certificate), policy: PreAuthorized);
        Dictionary<string, object?> claims = Claims(app, time);
        claims[claim] =
            claim is "exp" or "nbf" && value is not null
                ? time.GetUtcNow().ToUnixTimeSeconds() + int.Parse(value, CultureInfo.InvariantCulture)
                : value;
        IsRefused(await Send(client, Sign(certificate, claims)), error, description);
        Assert.Equal(HttpStatusCode.OK, (await Send(client, Sign(certificate, Claims(app, time)))).Status);
    }

    [Fact]
    public async Task Another_key_another_algorithm_and_a_changed_claim_are_refused()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        using X509Certificate2 other = Certificate(other: true);
        OAuthApp app = await MakeAsync(client, global: Xml(certificate), policy: PreAuthorized);
        string good = Sign(certificate, Claims(app, time));
        string[] parts = good.Split('.');
        string changed = Encode(JsonSerializer.SerializeToUtf8Bytes(Claims(app, time, Ada)));
        string hmacSigned = Encode(Encoding.ASCII.GetBytes("{\"alg\":\"HS256\"}")) + "." + parts[1];
        string hmac =
            hmacSigned
            + "."
            + Encode(
                HMACSHA256.HashData(
                    Encoding.UTF8.GetBytes(certificate.ExportCertificatePem()),
                    Encoding.ASCII.GetBytes(hmacSigned)
                )
            );
        foreach (
            string forged in new[]
            {
                Sign(other, Claims(app, time)),
                Sign(certificate, Claims(app, time), "HS256"),
                Sign(certificate, Claims(app, time), "none"),
                hmac,
                Encode(Encoding.ASCII.GetBytes("{\"alg\":\"none\"}")) + "." + parts[1] + ".",
                $"{parts[0]}.{changed}.{parts[2]}",
                $"{parts[0]}.{parts[1]}.",
            }
        )
        {
            IsRefused(await Send(client, forged), "invalid_client", "invalid client credentials");
        }

        foreach (
            string garbage in new[]
            {
                "",
                "a.b",
                "a.b.c",
                "..",
                parts[0] + "." + parts[1],
                good + ".x",
                Encode("[1]"u8.ToArray()) + "." + parts[1] + "." + parts[2],
            }
        )
        {
            IsRefused(await Send(client, garbage), "invalid_grant", "invalid assertion");
        }

        Assert.Equal(HttpStatusCode.OK, (await Send(client, good)).Status);
    }

    [Fact]
    public async Task The_certificate_is_the_switch()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await MakeAsync(client, global: Xml(certificate), policy: PreAuthorized);
        await app.SetGlobalAsync("");
        IsRefused(await Send(client, Sign(certificate, Claims(app, time))), "invalid_grant", "invalid assertion");
        await app.SetGlobalAsync(Xml(certificate));
        Assert.Equal(HttpStatusCode.OK, (await Send(client, Sign(certificate, Claims(app, time)))).Status);
    }

    [Fact]
    public async Task An_app_needs_the_refresh_scope()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await MakeAsync(client, scopes: "Api, Full", global: Xml(certificate), policy: PreAuthorized);
        IsRefused(
            await Send(client, Sign(certificate, Claims(app, time))),
            "invalid_request",
            "refresh_token scope is required and the connected app should be installed and preauthorized."
        );
    }

    [Fact]
    public async Task Where_users_approve_for_themselves_one_who_has_not_is_refused_and_one_who_has_passes()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await MakeAsync(client, global: Xml(certificate) + "<isPkceRequired>false</isPkceRequired>");
        IsRefused(
            await Send(client, Sign(certificate, Claims(app, time, Farid))),
            "invalid_grant",
            "user hasn't approved this consumer"
        );
        await app.LogInAsync(Farid);
        Assert.Equal(HttpStatusCode.OK, (await Send(client, Sign(certificate, Claims(app, time, Farid)))).Status);
        IsRefused(
            await Send(client, Sign(certificate, Claims(app, time, Ada))),
            "invalid_grant",
            "user hasn't approved this consumer"
        );
    }

    [Theory]
    [InlineData("Dispatcher", Dmitri, true)]
    [InlineData("Finance", Dmitri, false)]
    public async Task A_profile_gives_access_as_a_permission_set_does(string profile, string user, bool isGood)
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await MakeAsync(
            client,
            global: Xml(certificate),
            policy: $"<commaSeparatedProfile>{profile}"
                + $"</commaSeparatedProfile><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>"
        );
        Assert.Equal(
            isGood,
            (await Send(client, Sign(certificate, Claims(app, time, user)))).Status == HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task Every_try_is_written_down_under_its_user()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        using X509Certificate2 certificate = Certificate();
        OAuthApp app = await MakeAsync(client, global: Xml(certificate), policy: PreAuthorized);
        await Send(client, Sign(certificate, Claims(app, time)));
        await Send(client, Sign(certificate, Claims(app, time, Farid)));
        JsonElement rows = (
            await client.QueryAsync(
                "SELECT Status, User.Username FROM LoginHistory WHERE Application = 'App' AND "
                    + "LoginSubType = 'OauthJwtBearer' ORDER BY Id"
            )
        ).GetProperty("records");
        Assert.Equal(
            [("Success", Dmitri), ("Failed: Not Approved for Access", Farid)],
            rows.EnumerateArray()
                .Select(r =>
                    (r.GetProperty("Status").GetString()!, r.GetProperty("User").GetProperty("Username").GetString()!)
                )
        );
    }
}
