using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EcaTools.PracticeOrg.Metadata;
using static EcaTools.PracticeOrg.Tests.OAuthApp;

namespace EcaTools.PracticeOrg.Tests.OAuth.Grants;

public class AuthorizationCodeTests
{
    private const string Verifier = "a-verifier-that-is-long-enough-for-the-rfc-7636";

    private static string Challenge =>
        Convert
            .ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))
            .TrimEnd('=')
            .Replace('+', '-')
            .Replace('/', '_');

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_user_logs_in_approves_and_the_app_gets_tokens(bool pkce)
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client, global: $"<isPkceRequired>{(pkce ? "true" : "false")}</isPkceRequired>");
        (string, string)[] challenge = pkce ? [("code_challenge", Challenge), ("code_challenge_method", "S256")] : [];
        using TestBrowser browser = new(client.Org);
        BrowserPage login = await browser.GetAsync(
            app.AuthorizeUrl([("state", "a b&c=\u00e9"), ("scope", "api refresh_token"), .. challenge])
        );
        Assert.Equal("Login", login.Title);
        BrowserPage approval = await browser.LogInAsync(login, Farid);
        Assert.Equal(Farid, approval.ById("user"));
        Assert.Equal("apirefresh_token", approval.ById("scopes"));
        BrowserPage done = await browser.SubmitAsync(approval, "approve");
        Assert.Equal(HttpStatusCode.Found, done.Status);
        Assert.StartsWith(Callback + "?code=", done.Location, StringComparison.Ordinal);
        Assert.Equal("a b&c=\u00e9", done.Parameter("state"));

        (HttpStatusCode status, JsonElement body) = await app.RedeemAsync(
            done.Parameter("code")!,
            pkce ? [("code_verifier", Verifier)] : []
        );
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        Assert.Equal("api refresh_token", body.GetProperty("scope").GetString());
        (_, JsonElement user) = await client.GetAsync(
            "/services/oauth2/userinfo",
            body.GetProperty("access_token").GetString()
        );
        Assert.Equal(Farid, user.GetProperty("preferred_username").GetString());
        Assert.Equal(
            HttpStatusCode.OK,
            (await app.RefreshAsync(body.GetProperty("refresh_token").GetString()!)).Status
        );
        Assert.Equal(
            1,
            (
                await client.QueryAsync(
                    "SELECT COUNT() FROM LoginHistory WHERE Application = 'App' AND LoginSubType = "
                        + "'OauthWebServer' AND Status = 'Success'"
                )
            )
                .GetProperty("totalSize")
                .GetInt32()
        );
    }

    [Fact]
    public async Task A_connected_app_logs_in_users_too()
    {
        await using PracticeClient client = new();
        StoredRecord portal = client.Org.World.Metadata.Find("ConnectedApp", "Customer_Portal")!;
        string callback = "http://localhost:8080/oauth/callback";
        using TestBrowser browser = new(client.Org);
        BrowserPage page = await browser.GetAsync(
            $"/services/oauth2/authorize?response_type=code&client_id={portal.ConsumerKey}&redirect_uri={Uri.EscapeDataString(callback)}"
                + $"&code_challenge={Challenge}&nonce=n1"
        );
        page = await browser.SubmitAsync(await browser.LogInAsync(page, Farid), "approve");
        (HttpStatusCode status, JsonElement body) = await client.TokenAsync(
            ("grant_type", "authorization_code"),
            ("code", page.Parameter("code")!),
            ("client_id", portal.ConsumerKey!),
            ("client_secret", portal.Secret!.Reveal()),
            ("redirect_uri", callback),
            ("code_verifier", Verifier)
        );
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        Assert.True(body.TryGetProperty("id_token", out _));
    }

    [Fact]
    public async Task A_code_is_good_once()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        string code = (await app.AllowAsync()).Parameter("code")!;
        Assert.Equal(HttpStatusCode.OK, (await app.RedeemAsync(code)).Status);
        IsRefused(await app.RedeemAsync(code), "invalid_grant", "expired authorization code");
    }

    [Theory]
    [InlineData(14.9, true)]
    [InlineData(15, false)]
    public async Task A_code_ends_after_fifteen_minutes(double minutes, bool isGood)
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        OAuthApp app = await MakeAsync(client);
        string code = (await app.AllowAsync()).Parameter("code")!;
        time.Advance(TimeSpan.FromMinutes(minutes));
        Assert.Equal(isGood, (await app.RedeemAsync(code)).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_code_is_refused_to_another_app_another_callback_and_without_the_secret()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        OAuthApp other = await MakeAsync(client, "Other");
        IsRefused(
            await other.RedeemAsync((await app.AllowAsync()).Parameter("code")!),
            "invalid_grant",
            "expired authorization code"
        );
        IsRefused(
            await client.TokenAsync(
                ("grant_type", "authorization_code"),
                ("code", (await app.AllowAsync()).Parameter("code")!),
                ("client_id", app.Key),
                ("client_secret", app.Secret),
                ("redirect_uri", Callback + "/")
            ),
            "redirect_uri_mismatch",
            "redirect_uri must match configuration"
        );
        string code = (await app.AllowAsync()).Parameter("code")!;
        IsRefused(
            await client.TokenAsync(
                ("grant_type", "authorization_code"),
                ("code", code),
                ("client_id", app.Key),
                ("redirect_uri", Callback)
            ),
            "invalid_client",
            "invalid client credentials"
        );
        Assert.Equal(HttpStatusCode.OK, (await app.RedeemAsync(code)).Status);
    }

    [Fact]
    public async Task A_public_client_needs_no_secret_but_a_wrong_one_is_refused()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(
            client,
            global: "<isConsumerSecretOptional>true</isConsumerSecretOptional><isPkceRequired>false</isPkceRequired>"
        );
        string code = (await app.AllowAsync()).Parameter("code")!;
        (string, string)[] form =
        [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("client_id", app.Key),
            ("redirect_uri", Callback),
        ];
        IsRefused(
            await client.TokenAsync([.. form, ("client_secret", "wrong")]),
            "invalid_client",
            "invalid client credentials"
        );
        Assert.Equal(HttpStatusCode.OK, (await client.TokenAsync(form)).Status);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public async Task A_wrong_or_missing_verifier_is_refused_and_uses_up_the_code(string? verifier)
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client, global: "<isPkceRequired>true</isPkceRequired>");
        string code = (await app.AllowAsync(more: ("code_challenge", Challenge))).Parameter("code")!;
        IsRefused(
            await app.RedeemAsync(code, verifier is null ? [] : [("code_verifier", verifier)]),
            "invalid_grant",
            "invalid code verifier"
        );
        IsRefused(
            await app.RedeemAsync(code, ("code_verifier", Verifier)),
            "invalid_grant",
            "expired authorization code"
        );
    }

    [Fact]
    public async Task A_verifier_without_a_challenge_is_refused()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        IsRefused(
            await app.RedeemAsync((await app.AllowAsync()).Parameter("code")!, ("code_verifier", Verifier)),
            "invalid_grant",
            "invalid code verifier"
        );
    }

    [Theory]
    [InlineData("", "invalid_request", "missing required code challenge")]
    [InlineData("&code_challenge=short", "invalid_request", "invalid code challenge")]
    [InlineData(
        "&code_challenge=0123456789012345678901234567890123456789012&code_challenge_method=plain",
        "invalid_request",
        "invalid code challenge method"
    )]
    [InlineData(
        "&code_challenge=0123456789012345678901234567890123456789012&scope=api%20web",
        "invalid_scope",
        "the requested scope is not allowed"
    )]
    [InlineData("&response_type=code", "invalid_request", "missing required code challenge")]
    public async Task A_request_with_the_right_app_and_callback_gets_its_error_at_the_callback(
        string query,
        string error,
        string description
    )
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client, global: "<isPkceRequired>true</isPkceRequired>");
        using TestBrowser browser = new(client.Org);
        BrowserPage page = await browser.GetAsync(app.AuthorizeUrl(("state", "s")) + query);
        Assert.Equal(
            (error, description, "s"),
            (page.Parameter("error"), page.Parameter("error_description"), page.Parameter("state"))
        );
        Assert.StartsWith(Callback + "?", page.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "client_id=nobody&redirect_uri=https://app.example.com/callback&response_type=code",
        "invalid_client_id"
    )]
    [InlineData("redirect_uri=https://app.example.com/callback&response_type=code", "invalid_client_id")]
    [InlineData("client_id={key}&response_type=code", "redirect_uri_missing")]
    [InlineData(
        "client_id={key}&redirect_uri=https://app.example.com/callback/&response_type=code",
        "redirect_uri_mismatch"
    )]
    [InlineData(
        "client_id={key}&redirect_uri=https://APP.example.com/callback&response_type=code",
        "redirect_uri_mismatch"
    )]
    [InlineData("client_id={key}&redirect_uri=https://evil.example.com/&response_type=code", "redirect_uri_mismatch")]
    public async Task A_bad_app_or_callback_is_told_to_the_browser_and_sent_nowhere(string query, string error)
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        using TestBrowser browser = new(client.Org);
        BrowserPage page = await browser.GetAsync(
            "/services/oauth2/authorize?" + query.Replace("{key}", app.Key, StringComparison.Ordinal)
        );
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Null(page.Location);
        Assert.StartsWith($"error={error}&", page.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("")]
    [InlineData("id_token")]
    public async Task An_ECA_answers_with_codes_alone(string responseType)
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        using TestBrowser browser = new(client.Org);
        BrowserPage page = await browser.GetAsync(
            $"/services/oauth2/authorize?response_type={responseType}&client_id={app.Key}&redirect_uri={Uri.EscapeDataString(Callback)}"
        );
        Assert.Equal("unsupported_response_type", page.Parameter("error"));
    }

    [Fact]
    public async Task A_user_who_denies_is_told_to_the_app_and_no_code_is_made()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        using TestBrowser browser = new(client.Org);
        BrowserPage approval = await browser.LogInAsync(await browser.GetAsync(app.AuthorizeUrl(("state", "s"))), Ada);
        BrowserPage denied = await browser.SubmitAsync(approval, "deny");
        Assert.Equal(("access_denied", "s"), (denied.Parameter("error"), denied.Parameter("state")));
        Assert.Null(denied.Parameter("code"));
    }

    [Fact]
    public async Task A_wrong_password_shows_the_login_again_and_is_written_down()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        using TestBrowser browser = new(client.Org);
        BrowserPage page = await browser.LogInAsync(await browser.GetAsync(app.AuthorizeUrl()), Farid, "wrong");
        Assert.Equal(("Login", "Please check your username and password."), (page.Title, page.Error));
        page = await browser.LogInAsync(page, "nobody@example.com", "wrong");
        Assert.Equal("Login", page.Title);
        Assert.Equal(
            2,
            (
                await client.QueryAsync(
                    "SELECT COUNT() FROM LoginHistory WHERE Application = 'Browser' AND Status = 'Invalid Password'"
                )
            )
                .GetProperty("totalSize")
                .GetInt32()
        );
        Assert.StartsWith("Allow", (await browser.LogInAsync(page, Farid)).Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_good_once_and_in_its_own_browser_alone()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        using TestBrowser browser = new(client.Org);
        using TestBrowser stranger = new(client.Org);
        await stranger.GetAsync(app.AuthorizeUrl());
        BrowserPage approval = await browser.LogInAsync(await browser.GetAsync(app.AuthorizeUrl()), Ada);
        Assert.Equal("OAuth Error", (await stranger.SubmitAsync(approval, "approve")).Title);

        approval = await browser.GetAsync(app.AuthorizeUrl());
        Assert.NotNull((await browser.SubmitAsync(approval, "approve")).Parameter("code"));
        Assert.Equal("OAuth Error", (await browser.SubmitAsync(approval, "approve")).Title);
    }

    [Fact]
    public async Task The_cookie_changes_at_the_login_and_is_out_of_reach_of_scripts_and_other_sites()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        using TestBrowser browser = new(client.Org);
        BrowserPage login = await browser.GetAsync(app.AuthorizeUrl());
        string before = browser.Cookie!;
        BrowserPage approval = await browser.LogInAsync(login, Ada);
        Assert.NotEqual(before, browser.Cookie);
        Assert.EndsWith(
            "; HttpOnly; SameSite=Lax",
            approval.Response.Headers.GetValues("Set-Cookie").Single(),
            StringComparison.Ordinal
        );
        Assert.Equal("DENY", approval.Response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Contains(
            "default-src 'none'",
            approval.Response.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("<script", approval.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_approval_is_remembered_for_the_same_scopes_until_consent_is_asked_for()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client, scopes: "Api, Web, RefreshToken");
        using TestBrowser browser = new(client.Org);
        string narrow = app.AuthorizeUrl(("scope", "api refresh_token"));
        BrowserPage page = await browser.SubmitAsync(
            await browser.LogInAsync(await browser.GetAsync(narrow), Ada),
            "approve"
        );
        await app.RedeemAsync(page.Parameter("code")!);
        Assert.NotNull((await browser.GetAsync(narrow)).Parameter("code"));
        Assert.StartsWith(
            "Allow",
            (await browser.GetAsync(app.AuthorizeUrl(("scope", "api web refresh_token")))).Title,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "Allow",
            (await browser.GetAsync(narrow + "&prompt=consent")).Title,
            StringComparison.Ordinal
        );
        Assert.Equal("Login", (await browser.GetAsync(narrow + "&prompt=login")).Title);
    }

    [Fact]
    public async Task Without_a_page_an_answer_comes_only_where_none_is_needed()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        using TestBrowser browser = new(client.Org);
        string silent = app.AuthorizeUrl(("prompt", "none"));
        Assert.Equal("immediate_unsuccessful", (await browser.GetAsync(silent)).Parameter("error"));
        BrowserPage approval = await browser.LogInAsync(await browser.GetAsync(app.AuthorizeUrl()), Ada);
        Assert.Equal("immediate_unsuccessful", (await browser.GetAsync(silent)).Parameter("error"));
        await app.RedeemAsync((await browser.SubmitAsync(approval, "approve")).Parameter("code")!);
        Assert.NotNull((await browser.GetAsync(silent)).Parameter("code"));
    }

    [Fact]
    public async Task A_hint_fills_in_the_username_and_asks_another_user_to_log_in()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        using TestBrowser browser = new(client.Org);
        await browser.LogInAsync(await browser.GetAsync(app.AuthorizeUrl()), Ada);
        BrowserPage page = await browser.GetAsync(app.AuthorizeUrl(("login_hint", Farid)));
        Assert.Equal(("Login", Farid), (page.Title, page.Fields()["username"]));
        Assert.StartsWith(
            "Allow",
            (await browser.GetAsync(app.AuthorizeUrl(("login_hint", Ada.ToUpperInvariant())))).Title,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_a_stranger_writes_is_text_on_every_page()
    {
        const string attack = "\"><script>alert(1)</script>\u0001\ud83d\ude00";
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ExternalClientApplication",
                "App",
                $"<label>{Escape("<script>alert(1)</script>")}</label>"
            )
        );
        using TestBrowser browser = new(client.Org);
        BrowserPage login = await browser.GetAsync(app.AuthorizeUrl(("login_hint", attack), ("state", attack)));
        BrowserPage approval = await browser.LogInAsync(login, Ada);
        BrowserPage device = await browser.GetAsync("/setup/connect?user_code=" + Uri.EscapeDataString(attack));
        foreach (
            BrowserPage page in new[]
            {
                login,
                approval,
                device,
                await browser.LogInAsync(await browser.GetAsync(app.AuthorizeUrl(("prompt", "login"))), attack, "x"),
            }
        )
        {
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("&lt;script", page.Text, StringComparison.Ordinal);
        }

        BrowserPage done = await browser.SubmitAsync(
            await browser.GetAsync(app.AuthorizeUrl(("state", "a\r\nSet-Cookie: x=y"))),
            "approve"
        );
        Assert.Equal("a\r\nSet-Cookie: x=y", done.Parameter("state"));
        Assert.False(done.Response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_callback_with_a_query_or_a_custom_scheme_keeps_what_it_has()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(
            client,
            global: "<callbackUrl>https://a.example.com/x?y=1\nmyapp://oauth/callback</callbackUrl><isPkceRequired>false</isPkceRequired>"
        );
        foreach (
            (string callback, string start) in new[]
            {
                ("https://a.example.com/x?y=1", "https://a.example.com/x?y=1&code="),
                ("myapp://oauth/callback", "myapp://oauth/callback?code="),
            }
        )
        {
            using TestBrowser browser = new(client.Org);
            BrowserPage page = await browser.GetAsync(
                $"/services/oauth2/authorize?response_type=code&client_id={app.Key}&redirect_uri={Uri.EscapeDataString(callback)}"
            );
            page = await browser.SubmitAsync(await browser.LogInAsync(page, Ada), "approve");
            Assert.StartsWith(start, page.Location, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_success_page_is_there_to_be_a_callback()
    {
        await using PracticeClient client = new("empty");
        using TestBrowser browser = new(client.Org);
        BrowserPage page = await browser.GetAsync("/services/oauth2/success?code=abc");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain("abc", page.Text, StringComparison.Ordinal);
    }
}
