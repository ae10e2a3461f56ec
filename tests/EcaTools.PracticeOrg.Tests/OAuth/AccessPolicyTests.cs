using System.Net;
using System.Text.Json;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.OAuth;
using static EcaTools.PracticeOrg.Tests.OAuthApp;

namespace EcaTools.PracticeOrg.Tests.OAuth;

/// <summary>Closed means closed: for each policy a request that must be refused, and its twin that passes.</summary>
public class AccessPolicyTests
{
    private const string Inside = "198.51.100.7";
    private const string Outside = "203.0.113.9";
    private const string ClientCredentials = "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>";

    private static PracticeClient WithNetwork() =>
        new(configure: o => o with { TrustedNetwork = ["198.51.100.0/24", "192.0.2.1-192.0.2.9"] });

    private static async Task<(HttpStatusCode Status, JsonElement Body)> From(
        PracticeClient client,
        string address,
        params (string Name, string Value)[] form
    )
    {
        client.Http.DefaultRequestHeaders.Remove("X-Practice-Client-Ip");
        client.Http.DefaultRequestHeaders.Add("X-Practice-Client-Ip", address);
        try
        {
            return await client.TokenAsync(form);
        }
        finally
        {
            client.Http.DefaultRequestHeaders.Remove("X-Practice-Client-Ip");
        }
    }

    [Theory]
    [InlineData(Dmitri, true)]
    [InlineData(Farid, false)]
    public async Task Only_users_whom_the_administrator_approved_log_in_and_they_are_not_asked(string user, bool isGood)
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(
            client,
            policy: "<commaSeparatedPermissionSet>Route_Planning</commaSeparatedPermissionSet><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>"
        );
        using TestBrowser browser = new(client.Org);
        BrowserPage page = await browser.LogInAsync(await browser.GetAsync(app.AuthorizeUrl()), user);
        Assert.Equal(isGood, page.Parameter("code") is not null);
        Assert.Equal(isGood ? null : "invalid_app_access", page.Parameter("error"));
    }

    [Fact]
    public async Task A_user_who_loses_the_permission_can_neither_redeem_nor_refresh()
    {
        const string route =
            "<commaSeparatedPermissionSet>Route_Planning</commaSeparatedPermissionSet><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>";
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client, policy: route);
        string code = (await app.AllowAsync(Dmitri)).Parameter("code")!;
        string token = (await app.LogInAsync(Dmitri)).GetProperty("refresh_token").GetString()!;
        await app.SetPolicyAsync(route.Replace("Route_Planning", "Finance_Close", StringComparison.Ordinal));
        IsRefused(await app.RedeemAsync(code), "invalid_app_access", "user is not admin approved to access this app");
        IsRefused(await app.RefreshAsync(token), "invalid_app_access", "user is not admin approved to access this app");
        await app.SetPolicyAsync(route);
        Assert.Equal(HttpStatusCode.OK, (await app.RefreshAsync(token)).Status);
    }

    [Fact]
    public async Task A_user_who_left_can_not_log_in()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        Assert.Equal(
            ("invalid_grant", "user is inactive"),
            (
                (await app.AllowAsync(Retired)).Parameter("error"),
                (await app.AllowAsync(Retired)).Parameter("error_description")
            )
        );
    }

    [Theory]
    [InlineData("Enforce", Inside, true, true)]
    [InlineData("Enforce", Outside, false, false)]
    [InlineData("Bypass", Outside, true, true)]
    [InlineData("Bypass_2factor", Inside, true, true)]
    [InlineData("Bypass_2factor", Outside, false, false)]
    [InlineData("Bypass_2factor", "203.0.113.77", true, true)]
    [InlineData("Enforce", "203.0.113.77", false, false)]
    [InlineData("Enforce_RelaxRefresh", Inside, true, true)]
    [InlineData("Enforce_RelaxRefresh", Outside, false, true)]
    public async Task Ip_relaxation_says_who_may_log_in_and_who_may_refresh_from_elsewhere(
        string relaxation,
        string address,
        bool mayLogIn,
        bool mayRefresh
    )
    {
        await using PracticeClient client = WithNetwork();
        OAuthApp app = await MakeAsync(
            client,
            global: "<isPkceRequired>false</isPkceRequired>" + ClientCredentials,
            policy: $"<clientCredentialsFlowUser>{Ada}</clientCredentialsFlowUser><ipRelaxationPolicyType>{relaxation}"
                + $"</ipRelaxationPolicyType>{ClientCredentials}",
            settings: "<trustedIpRanges><endIpAddress>203.0.113.80</endIpAddress><startIpAddress>203.0.113.70</startIpAddress></trustedIpRanges>"
        );
        (HttpStatusCode status, JsonElement body) = await From(
            client,
            address,
            ("grant_type", "client_credentials"),
            ("client_id", app.Key),
            ("client_secret", app.Secret)
        );
        Assert.Equal(mayLogIn, status == HttpStatusCode.OK);
        Assert.Equal(
            mayLogIn ? null : "ip restricted",
            mayLogIn ? null : body.GetProperty("error_description").GetString()
        );
        BrowserPage page = await app.AllowAsync(Farid, address);
        Assert.Equal(mayLogIn ? null : "ip restricted", page.Parameter("error_description"));

        string token = (await app.LogInAsync(Farid)).GetProperty("refresh_token").GetString()!;
        (status, _) = await From(
            client,
            address,
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("client_id", app.Key),
            ("client_secret", app.Secret)
        );
        Assert.Equal(mayRefresh, status == HttpStatusCode.OK);
        Assert.Equal(
            mayLogIn ? 0 : 1,
            (
                await client.QueryAsync(
                    $"SELECT COUNT() FROM LoginHistory WHERE Application = 'App' AND Status = 'Restricted "
                        + $"IP' AND SourceIp = '{address}' AND LoginSubType = 'OauthClientCredentials'"
                )
            )
                .GetProperty("totalSize")
                .GetInt32()
        );
    }

    [Fact]
    public async Task Without_a_network_every_address_is_inside_and_no_address_is_told()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(
            client,
            global: ClientCredentials,
            policy: $"<clientCredentialsFlowUser>{Ada}</clientCredentialsFlowUser>{ClientCredentials}"
        );
        (string, string)[] form =
        [
            ("grant_type", "client_credentials"),
            ("client_id", app.Key),
            ("client_secret", app.Secret),
        ];
        Assert.Equal(HttpStatusCode.OK, (await From(client, "2001:db8::1", form)).Status);
        IsRefused(await From(client, "nowhere", form), "invalid_request", "X-Practice-Client-Ip is no IP address");
    }

    [Theory]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.9-2001:db8::1")]
    [InlineData("x")]
    [InlineData("")]
    public void A_network_that_is_none_is_refused_at_the_start(string network) =>
        Assert.Throws<ArgumentException>(() =>
            PracticeOrgServer.Start(new PracticeOrgOptions { Seed = "empty", TrustedNetwork = [network] })
        );

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0", true)]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("192.0.2.7-192.0.3.1", "192.0.3.0", true)]
    [InlineData("192.0.2.7-192.0.3.1", "192.0.3.2", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "192.0.2.1", false)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    public void A_range_holds_its_ends_and_what_lies_between(string range, string address, bool isInside)
    {
        Assert.True(IpRange.TryParse(range, out IpRange? parsed));
        Assert.Equal(isInside, parsed.Contains(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    public async Task An_ECA_whose_switch_or_OAuth_plugin_is_off_is_refused_on_every_way_in(
        bool appOn,
        bool pluginOn,
        bool isGood
    )
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        string code = (await app.AllowAsync()).Parameter("code")!;
        string token = (await app.LogInAsync()).GetProperty("refresh_token").GetString()!;
        await app.SetEnabledAsync(appOn, pluginOn);
        (HttpStatusCode Status, JsonElement Body)[] answers =
        [
            await app.RedeemAsync(code),
            await app.RefreshAsync(token),
        ];
        Assert.All(answers, a => Assert.Equal(isGood, a.Status == HttpStatusCode.OK));
        Assert.All(
            answers.Where(_ => !isGood),
            a =>
                IsRefused(
                    a,
                    "OAUTH_APPROVAL_ERROR_GENERIC",
                    "An unexpected error has occured during authentication. Please try again."
                )
        );
        using TestBrowser browser = new(client.Org);
        Assert.Equal(isGood ? "Login" : "OAuth Error", (await browser.GetAsync(app.AuthorizeUrl())).Title);
    }

    [Fact]
    public async Task A_blocked_app_loses_its_sessions_and_gets_no_new_ones_until_it_is_unblocked()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        OAuthApp other = await MakeAsync(client, "Other");
        JsonElement login = await app.LogInAsync();
        JsonElement otherLogin = await other.LogInAsync();
        client.Org.Setup.Block("App");
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await client.GetAsync(client.Data("/limits"), login.GetProperty("access_token").GetString())).Status
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await client.GetAsync(client.Data("/limits"), otherLogin.GetProperty("access_token").GetString())).Status
        );
        IsRefused(
            await app.RefreshAsync(login.GetProperty("refresh_token").GetString()!),
            "OAUTH_APPROVAL_ERROR_GENERIC",
            "An unexpected error has occured during authentication. Please try again."
        );
        client.Org.Setup.Unblock("App");
        Assert.Equal(
            HttpStatusCode.OK,
            (await app.RefreshAsync(login.GetProperty("refresh_token").GetString()!)).Status
        );

        client.Org.Setup.Block("Warehouse_Sync");
        StoredRecord connected = client.Org.World.Metadata.Find("ConnectedApp", "Warehouse_Sync")!;
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await client.TokenAsync(
                    ("grant_type", "client_credentials"),
                    ("client_id", connected.ConsumerKey!),
                    ("client_secret", connected.Secret!.Reveal())
                )
            ).Status
        );
        Assert.Throws<ArgumentException>(() => client.Org.Setup.Block("Nobody"));
    }

    [Fact]
    public async Task An_ECA_of_another_org_is_not_installed_here()
    {
        await using PracticeClient client = new("empty");
        client.Org.AddAppElsewhere("3MVG9elsewhere");
        IsRefused(
            await client.TokenAsync(
                ("grant_type", "client_credentials"),
                ("client_id", "3MVG9elsewhere"),
                ("client_secret", "x")
            ),
            "OAUTH_EC_APP_NOT_FOUND",
            "External client app is not installed in this org"
        );
        using TestBrowser browser = new(client.Org);
        BrowserPage page = await browser.GetAsync(
            "/services/oauth2/authorize?response_type=code&client_id=3MVG9elsewhere&redirect_uri=https://a.example.com"
        );
        Assert.StartsWith("error=OAUTH_EC_APP_NOT_FOUND&", page.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 120)]
    [InlineData(15, 15)]
    public async Task The_session_timeout_ends_an_access_token(int? minutes, int end)
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        OAuthApp app = await MakeAsync(
            client,
            policy: minutes is null ? "" : $"<sessionTimeoutInMinutes>{minutes}</sessionTimeoutInMinutes>"
        );
        string token = (await app.LogInAsync()).GetProperty("access_token").GetString()!;
        time.Advance(TimeSpan.FromMinutes(end - 1));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(client.Data("/limits"), token)).Status);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(client.Data("/limits"), token)).Status);
    }

    [Theory]
    [InlineData("Api", true)]
    [InlineData("Full", true)]
    [InlineData("OpenID, Basic", false)]
    public async Task A_token_reaches_the_data_APIs_only_with_a_scope_for_them(string scopes, bool isGood)
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client, scopes: scopes);
        string token = (await app.LogInAsync()).GetProperty("access_token").GetString()!;
        Assert.Equal(isGood, (await client.GetAsync(client.Data("/limits"), token)).Status == HttpStatusCode.OK);
        Assert.Equal(
            isGood ? "describeMetadataResponse" : "Fault",
            (await client.SoapAsync("describeMetadata", token: token)).Name.LocalName
        );
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/services/oauth2/userinfo", token)).Status);
    }

    [Theory]
    [InlineData("Full", "api web visualforce", true)]
    [InlineData("Full", "api refresh_token", false)]
    [InlineData("Full", "nonsense", false)]
    [InlineData("Basic", "id profile email", true)]
    [InlineData("Api", "id", false)]
    [InlineData("RefreshToken", "offline_access", true)]
    public async Task A_scope_is_granted_if_the_app_has_it_or_one_that_holds_it(string own, string asked, bool isGood)
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client, scopes: own);
        BrowserPage page = await app.AllowAsync(more: ("scope", asked));
        Assert.Equal(isGood ? null : "invalid_scope", page.Parameter("error"));
        if (isGood)
        {
            Assert.Equal(asked, (await app.RedeemAsync(page.Parameter("code")!)).Body.GetProperty("scope").GetString());
        }
    }
}
