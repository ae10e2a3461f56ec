using System.Net;
using System.Text.Json;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.OAuth;
using static EcaTools.PracticeOrg.Tests.OAuthApp;

namespace EcaTools.PracticeOrg.Tests.OAuth.Grants;

/// <summary>Username-password, user-agent and token exchange.</summary>
public class OtherGrantTests
{
    private const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
    private const string IdTokenType = "urn:ietf:params:oauth:token-type:id_token";
    private const string Partner = "partner.integration@harbourline.example.com";

    private static (string Key, string Secret) Credentials(PracticeClient client, string connectedApp)
    {
        StoredRecord app = client.Org.World.Metadata.Find("ConnectedApp", connectedApp)!;
        return (app.ConsumerKey!, app.Secret!.Reveal());
    }

    private static Task<(HttpStatusCode Status, JsonElement Body)> LogIn(
        PracticeClient client,
        (string Key, string Secret) app,
        string username = Farid,
        string? password = null
    ) =>
        client.TokenAsync(
            ("grant_type", "password"),
            ("client_id", app.Key),
            ("client_secret", app.Secret),
            ("username", username),
            ("password", password ?? client.Org.PasswordOf(username))
        );

    private static Task<BrowserPage> UserAgent(
        TestBrowser browser,
        string key,
        string callback = "https://kiosk.example.com/#/signed-in"
    ) =>
        browser.GetAsync(
            $"/services/oauth2/authorize?response_type=token&client_id={key}&redirect_uri={Uri.EscapeDataString(callback)}"
                + $"&state=s"
        );

    [Fact]
    public async Task A_connected_app_logs_in_with_a_username_and_its_password()
    {
        await using PracticeClient client = new();
        (HttpStatusCode status, JsonElement body) = await LogIn(client, Credentials(client, "Legacy_Billing"));
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        (_, JsonElement user) = await client.GetAsync(
            "/services/oauth2/userinfo",
            body.GetProperty("access_token").GetString()
        );
        Assert.Equal(Farid, user.GetProperty("preferred_username").GetString());
        Assert.Equal(client.Org.Password, client.Org.PasswordOf(client.Org.Username.ToUpperInvariant()));
        Assert.Throws<ArgumentException>(() => client.Org.PasswordOf("nobody@example.com"));
    }

    [Fact]
    public async Task A_wrong_password_another_users_password_and_a_retired_user_are_refused()
    {
        await using PracticeClient client = new();
        (string, string) app = Credentials(client, "Legacy_Billing");
        IsRefused(await LogIn(client, app, password: "wrong"), "invalid_grant", "authentication failure");
        IsRefused(await LogIn(client, app, Farid, client.Org.Password), "invalid_grant", "authentication failure");
        IsRefused(await LogIn(client, app, "nobody@example.com", "x"), "invalid_grant", "authentication failure");
        IsRefused(await LogIn(client, app, Retired), "invalid_grant", "user is inactive");
    }

    [Fact]
    public async Task An_ECA_has_no_username_password_flow()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        IsRefused(await LogIn(client, (app.Key, app.Secret)), "unsupported_grant_type", "grant type not supported");
    }

    [Theory]
    [InlineData(FlowRetirement.OnTheDay, 89, true)]
    [InlineData(FlowRetirement.OnTheDay, 90, false)]
    [InlineData(FlowRetirement.NotYet, 90, true)]
    [InlineData(FlowRetirement.Already, 0, false)]
    public async Task Username_password_and_user_agent_end_on_20_February_2027(
        FlowRetirement retirement,
        int days,
        bool isGood
    )
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o =>
            o with
            {
                TimeProvider = time,
                FlowRetirement = retirement,
            }
        );

        // The clock stands at noon on 22 November.
        time.Advance(TimeSpan.FromDays(days));
        Assert.Equal(isGood, (await LogIn(client, Credentials(client, "Legacy_Billing"))).Status == HttpStatusCode.OK);
        using TestBrowser browser = new(client.Org);
        BrowserPage page = await UserAgent(browser, Credentials(client, "Kiosk_Display").Key);
        Assert.Equal(isGood, page.Title == "Login");
        Assert.Equal(isGood ? null : "unsupported_response_type", isGood ? null : page.Parameter("error"));
    }

    [Fact]
    public async Task An_org_can_switch_both_off()
    {
        await using PracticeClient client = new(configure: o =>
            o with
            {
                BlocksUsernamePasswordFlow = true,
                BlocksUserAgentFlow = true,
            }
        );
        IsRefused(
            await LogIn(client, Credentials(client, "Legacy_Billing")),
            "invalid_grant",
            "authentication failure"
        );
        using TestBrowser browser = new(client.Org);
        Assert.Equal(
            "unsupported_response_type",
            (await UserAgent(browser, Credentials(client, "Kiosk_Display").Key)).Parameter("error")
        );
    }

    [Fact]
    public async Task The_user_agent_flow_puts_the_token_into_the_fragment()
    {
        await using PracticeClient client = new();
        using TestBrowser browser = new(client.Org);
        BrowserPage approval = await browser.LogInAsync(
            await UserAgent(browser, Credentials(client, "Kiosk_Display").Key),
            Farid
        );
        BrowserPage done = await browser.SubmitAsync(approval, "approve");
        Assert.StartsWith(
            "https://kiosk.example.com/#/signed-in&access_token=",
            done.Location,
            StringComparison.Ordinal
        );
        Assert.Equal("s", done.Parameter("state"));
        Assert.Null(done.Parameter("refresh_token"));
        Assert.Equal(
            HttpStatusCode.OK,
            (await client.GetAsync(client.Data("/limits"), done.Parameter("access_token"))).Status
        );
        Assert.Equal(
            1,
            (
                await client.QueryAsync(
                    "SELECT COUNT() FROM LoginHistory WHERE Application = 'Kiosk Display' AND "
                        + "LoginSubType = 'OauthUserAgent' AND LoginTime = TODAY AND SourceIp = '127.0.0.1'"
                )
            )
                .GetProperty("totalSize")
                .GetInt32()
        );
    }

    [Fact]
    public async Task A_token_is_exchanged_by_the_handler_that_is_enabled_for_the_app()
    {
        await using PracticeClient client = new();
        (string key, string secret) = Credentials(client, "Partner_Exchange");
        string set = client.Org.World.Metadata.Find("ConnectedApp", "Partner_Exchange")!.ToString();
        client.Org.SetTokenExchangeHandler(
            "PartnerTokenHandler",
            (token, type) => token == "partner-token" && type == AccessTokenType ? Partner : null
        );
        (string, string)[] form =
        [
            ("grant_type", Exchange),
            ("client_id", key),
            ("client_secret", secret),
            ("subject_token_type", AccessTokenType),
        ];
        (HttpStatusCode status, JsonElement body) = await client.TokenAsync([
            .. form,
            ("subject_token", "partner-token"),
        ]);
        Assert.True(status == HttpStatusCode.OK, set + body);
        (_, JsonElement user) = await client.GetAsync(
            "/services/oauth2/userinfo",
            body.GetProperty("access_token").GetString()
        );
        Assert.Equal(Partner, user.GetProperty("preferred_username").GetString());
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await client.TokenAsync([
                    .. form,
                    ("subject_token", "partner-token"),
                    ("token_handler", "Partner_Token_Handler"),
                ])
            ).Status
        );

        IsRefused(
            await client.TokenAsync([.. form, ("subject_token", "another")]),
            "invalid_grant",
            "the token exchange handler refused the token"
        );
        IsRefused(
            await client.TokenAsync([.. form, ("subject_token", "partner-token"), ("token_handler", "Nobody")]),
            "invalid_request",
            "no token exchange handler is enabled for this app and token type"
        );
        IsRefused(
            await client.TokenAsync(form),
            "invalid_request",
            "subject_token and subject_token_type are required"
        );
        IsRefused(
            await client.TokenAsync(
                ("grant_type", Exchange),
                ("client_id", key),
                ("client_secret", secret),
                ("subject_token", "x"),
                ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt")
            ),
            "invalid_request",
            "no token exchange handler is enabled for this app and token type"
        );
    }

    [Theory]
    [InlineData(true, true, true, true)]
    [InlineData(false, true, true, false)]
    [InlineData(true, false, true, false)]
    [InlineData(true, true, false, false)]
    public async Task An_exchange_needs_the_developers_flag_the_administrators_flag_and_a_handler(
        bool developer,
        bool administrator,
        bool handler,
        bool isGood
    )
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(
            client,
            global: $"<isPkceRequired>false</isPkceRequired><isTokenExchangeEnabled>{(developer ? "true" : "false")}"
                + $"</isTokenExchangeEnabled>",
            policy: $"<isTokenExchangeFlowEnabled>{(administrator ? "true" : "false")}</isTokenExchangeFlowEnabled>"
        );
        if (handler)
        {
            Assert.Null(
                await client.SaveAsync(
                    "createMetadata",
                    "OauthTokenExchangeHandler",
                    "App_Handler",
                    """
                    <description>d</description><developerName>App_Handler</developerName>
                    <enablements><apexExecutionUser>ada.moreau@harbourline.example.com</apexExecutionUser><externalClientApp>App</externalClientApp><isDefault>true</isDefault></enablements>
                    <isAccessTokenSupported>true</isAccessTokenSupported><isContactCreationAllowed>false</isContactCreationAllowed><isEnabled>true</isEnabled><isIdTokenSupported>true</isIdTokenSupported><isJwtSupported>false</isJwtSupported>
                    <isRefreshTokenSupported>false</isRefreshTokenSupported><isSaml2Supported>false</isSaml2Supported><isUserCreationAllowed>false</isUserCreationAllowed><masterLabel>h</masterLabel><tokenHandlerApex>Unset</tokenHandlerApex>
                    """
                )
            );
        }

        // A class that nobody stands in for takes what this org itself issued.
        (HttpStatusCode status, _) = await client.TokenAsync(
            ("grant_type", Exchange),
            ("client_id", app.Key),
            ("subject_token", client.Token),
            ("subject_token_type", AccessTokenType)
        );
        Assert.Equal(isGood, status == HttpStatusCode.OK);
        if (isGood)
        {
            IsRefused(
                await client.TokenAsync(
                    ("grant_type", Exchange),
                    ("client_id", app.Key),
                    ("subject_token", "x"),
                    ("subject_token_type", AccessTokenType)
                ),
                "invalid_grant",
                "the token exchange handler refused the token"
            );
            IsRefused(
                await client.TokenAsync(
                    ("grant_type", Exchange),
                    ("client_id", app.Key),
                    ("subject_token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."),
                    ("subject_token_type", IdTokenType)
                ),
                "invalid_grant",
                "the token exchange handler refused the token"
            );
            IsRefused(
                await client.TokenAsync(
                    ("grant_type", Exchange),
                    ("client_id", app.Key),
                    ("client_secret", "wrong"),
                    ("subject_token", client.Token),
                    ("subject_token_type", AccessTokenType)
                ),
                "invalid_client",
                "invalid client credentials"
            );
            await app.SetGlobalAsync(
                "<isTokenExchangeEnabled>true</isTokenExchangeEnabled><isSecretRequiredForTokenExchange>true</isSecretRequiredForTokenExchange>"
            );
            IsRefused(
                await client.TokenAsync(
                    ("grant_type", Exchange),
                    ("client_id", app.Key),
                    ("subject_token", client.Token),
                    ("subject_token_type", AccessTokenType)
                ),
                "invalid_client",
                "invalid client credentials"
            );
        }
    }
}
