using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EcaTools.PracticeOrg.Metadata;

namespace EcaTools.PracticeOrg.Tests.OAuth;

public class OAuthTests
{
    private static void IsRefused((HttpStatusCode Status, JsonElement Body) answer, string error, string description)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(error, answer.Body.GetProperty("error").GetString());
        Assert.Equal(description, answer.Body.GetProperty("error_description").GetString());
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> LogIn(PracticeClient client, string app)
    {
        (string key, string secret) = await client.CredentialsAsync(app);
        return await client.TokenAsync(
            ("grant_type", "client_credentials"),
            ("client_id", key),
            ("client_secret", secret)
        );
    }

    [Theory]
    [InlineData("Warehouse_ECA", "warehouse.integration@harbourline.example.com")]
    [InlineData("Billing_ECA", "billing.integration@harbourline.example.com")]
    [InlineData("Rotation_ECA", "rotation.integration@harbourline.example.com")]
    public async Task Client_credentials_of_an_ECA_log_in_its_run_as_user(string app, string username)
    {
        await using PracticeClient client = new();
        (HttpStatusCode status, JsonElement body) = await LogIn(client, app);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Bearer", body.GetProperty("token_type").GetString());
        Assert.Equal(client.Org.Url.GetLeftPart(UriPartial.Authority), body.GetProperty("instance_url").GetString());

        string token = body.GetProperty("access_token").GetString()!;
        Assert.StartsWith(client.Org.OrgId[..15] + "!", token, StringComparison.Ordinal);
        (_, JsonElement info) = await client.GetAsync("/services/oauth2/userinfo", token);
        Assert.Equal(username, info.GetProperty("preferred_username").GetString());
        (_, JsonElement identity) = await client.GetAsync(
            new Uri(body.GetProperty("id").GetString()!).AbsolutePath,
            token
        );
        Assert.Equal(username, identity.GetProperty("username").GetString());
    }

    [Fact]
    public async Task Client_credentials_work_in_a_Basic_header_as_well()
    {
        await using PracticeClient client = new();
        (string key, string secret) = await client.CredentialsAsync("Billing_ECA");
        using HttpRequestMessage request = new(HttpMethod.Post, "/services/oauth2/token")
        {
            Content = new StringContent(
                "grant_type=client_credentials",
                Encoding.UTF8,
                "application/x-www-form-urlencoded"
            ),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:{secret}"))
        );
        using HttpResponseMessage response = await client.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Client_credentials_of_a_connected_app_log_in_its_run_as_user()
    {
        await using PracticeClient client = new();
        StoredRecord app = client.Org.World.Metadata.Find("ConnectedApp", "Warehouse_Sync")!;
        (HttpStatusCode status, _) = await client.TokenAsync(
            ("grant_type", "client_credentials"),
            ("client_id", app.ConsumerKey!),
            ("client_secret", app.Secret!.Reveal())
        );
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task A_wrong_or_missing_secret_is_refused()
    {
        await using PracticeClient client = new();
        (string key, string secret) = await client.CredentialsAsync("Warehouse_ECA");
        IsRefused(
            await client.TokenAsync(
                ("grant_type", "client_credentials"),
                ("client_id", key),
                ("client_secret", secret + "0")
            ),
            "invalid_client",
            "invalid client credentials"
        );
        IsRefused(
            await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", key)),
            "invalid_client",
            "invalid client credentials"
        );
    }

    [Fact]
    public async Task An_unknown_consumer_key_is_refused()
    {
        await using PracticeClient client = new("empty");
        IsRefused(
            await client.TokenAsync(
                ("grant_type", "client_credentials"),
                ("client_id", "3MVG9nobody"),
                ("client_secret", "x")
            ),
            "invalid_client_id",
            "client identifier invalid"
        );
        IsRefused(
            await client.TokenAsync(("grant_type", "client_credentials")),
            "invalid_client_id",
            "client identifier invalid"
        );
    }

    [Theory]
    [InlineData("urn:ietf:params:oauth:grant-type:device_code")]
    [InlineData("code_credentials")]
    [InlineData("nonsense")]
    public async Task A_grant_that_the_org_does_not_give_is_refused(string grant)
    {
        await using PracticeClient client = new("empty");
        IsRefused(await client.TokenAsync(("grant_type", grant)), "unsupported_grant_type", "grant type not supported");
    }

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    public async Task Client_credentials_need_the_developers_flag_the_administrators_flag_and_an_active_user(
        bool developer,
        bool administrator,
        bool user
    )
    {
        await using PracticeClient client = new();
        await client.MakeAppAsync(
            "App",
            $"<isClientCredentialsFlowEnabled>{(developer ? "true" : "false")}</isClientCredentialsFlowEnabled>"
        );
        string policy = administrator ? "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>" : "";
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ExtlClntAppOauthConfigurablePolicies",
                "App_oauth_defaultPolicy",
                $"<clientCredentialsFlowUser>ada.moreau@harbourline.example.com</clientCredentialsFlowUser><externalClientApplication>App</externalClientApplication>{policy}"
            )
        );
        if (!user)
        {
            // The org saves no policy with the flag and without a user, so the policy goes back to what it was at
            // first.
            Assert.NotNull(
                await client.SaveAsync(
                    "updateMetadata",
                    "ExtlClntAppOauthConfigurablePolicies",
                    "App_oauth_defaultPolicy",
                    $"<externalClientApplication>App</externalClientApplication>{policy}"
                )
            );
            Assert.Null(
                await client.SaveAsync(
                    "updateMetadata",
                    "ExtlClntAppOauthConfigurablePolicies",
                    "App_oauth_defaultPolicy",
                    "<externalClientApplication>App</externalClientApplication>"
                )
            );
        }

        IsRefused(await LogIn(client, "App"), "invalid_grant", "no client credentials user enabled");
    }

    [Theory]
    [InlineData("<isEnabled>false</isEnabled><isOauthPluginEnabled>true</isOauthPluginEnabled>")]
    [InlineData("<isEnabled>true</isEnabled><isOauthPluginEnabled>false</isOauthPluginEnabled>")]
    public async Task A_switched_off_ECA_gives_no_token(string policy)
    {
        await using PracticeClient client = new();
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ExtlClntAppConfigurablePolicies",
                "Billing_ECA_plcy",
                "<externalClientApplication>Billing_ECA</externalClientApplication>" + policy
            )
        );
        (HttpStatusCode status, JsonElement body) = await LogIn(client, "Billing_ECA");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("OAUTH_APPROVAL_ERROR_GENERIC", body.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_token_ends_after_two_hours_and_the_administrators_does_not()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        string token = (await LogIn(client, "Warehouse_ECA")).Body.GetProperty("access_token").GetString()!;
        time.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(client.Data("/limits"), token)).Status);
        time.Advance(TimeSpan.FromMinutes(1));
        (HttpStatusCode status, JsonElement body) = await client.GetAsync(client.Data("/limits"), token);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("INVALID_SESSION_ID", body[0].GetProperty("errorCode").GetString());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(client.Data("/limits"))).Status);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    public async Task A_revoked_token_is_refused_from_then_on(string method)
    {
        await using PracticeClient client = new();
        string token = (await LogIn(client, "Warehouse_ECA")).Body.GetProperty("access_token").GetString()!;
        using FormUrlEncodedContent form = new([KeyValuePair.Create("token", token)]);
        using HttpResponseMessage revoked =
            method == "POST"
                ? await client.Http.PostAsync("/services/oauth2/revoke", form)
                : await client.Http.GetAsync("/services/oauth2/revoke?token=" + Uri.EscapeDataString(token));
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(client.Data("/limits"), token)).Status);
        using HttpResponseMessage again = await client.Http.PostAsync(
            "/services/oauth2/revoke",
            new FormUrlEncodedContent([KeyValuePair.Create("token", token)])
        );
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
    }

    [Fact]
    public async Task Deleting_an_ECA_ends_its_tokens()
    {
        await using PracticeClient client = new();
        string token = (await LogIn(client, "Warehouse_ECA")).Body.GetProperty("access_token").GetString()!;
        await client.SoapAsync(
            "deleteMetadata",
            "<type>ExternalClientApplication</type><fullNames>Warehouse_ECA</fullNames>"
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(client.Data("/limits"), token)).Status);
    }

    [Fact]
    public async Task An_app_with_JWT_tokens_gives_one_that_the_public_key_verifies_and_that_SOAP_takes_from_68_on()
    {
        await using PracticeClient client = new();
        string name = "Warehouse_ECA";
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ExtlClntAppGlobalOauthSettings",
                name + "_glbloauth",
                $"<callbackUrl>https://a.example.com</callbackUrl><externalClientApplication>{name}"
                    + $"</externalClientApplication><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled><isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>"
            )
        );
        JsonElement body = (await LogIn(client, name)).Body;
        Assert.Equal("jwt", body.GetProperty("token_format").GetString());
        string token = body.GetProperty("access_token").GetString()!;
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

        Assert.Contains(
            "SOAP API does not support JWT-based access tokens",
            await client.FaultAsync("getUserInfo", token: token, version: 67, api: "u"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "getUserInfoResponse",
            (await client.SoapAsync("getUserInfo", token: token, version: 68, api: "u")).Name.LocalName
        );
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(client.Data("/limits"), token)).Status);

        static byte[] Decode(string text) =>
            Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));
    }

    [Fact]
    public async Task Userinfo_answers_a_bad_token_with_403()
    {
        await using PracticeClient client = new("empty");
        using HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Get,
            "/services/oauth2/userinfo",
            token: "nonsense"
        );
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("Bad_OAuth_Token", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_identity_of_another_user_is_refused()
    {
        await using PracticeClient client = new();
        using HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Get,
            $"/id/{client.Org.OrgId}/005Pr0000000002IAA"
        );
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Logins_and_refusals_show_in_LoginHistory_under_the_apps_label()
    {
        await using PracticeClient client = new();
        const string count = "SELECT COUNT() FROM LoginHistory WHERE Application = 'Billing'";
        Assert.Equal(0, (await client.QueryAsync(count)).GetProperty("totalSize").GetInt32());
        await LogIn(client, "Billing_ECA");
        (string key, _) = await client.CredentialsAsync("Billing_ECA");
        await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", key), ("client_secret", "wrong"));
        Assert.Equal(2, (await client.QueryAsync(count)).GetProperty("totalSize").GetInt32());
        Assert.Equal(
            1,
            (await client.QueryAsync(count + " AND Status = 'Success'")).GetProperty("totalSize").GetInt32()
        );
    }

    [Fact]
    public async Task The_openid_configuration_points_at_this_org()
    {
        await using PracticeClient client = new("empty");
        (_, JsonElement body) = await client.GetAsync("/.well-known/openid-configuration");
        Assert.Equal(client.Org.Url + "services/oauth2/token", body.GetProperty("token_endpoint").GetString());
    }
}
