using System.Net;
using System.Text.Json;
using EcaTools.PracticeOrg.OAuth;
using static EcaTools.PracticeOrg.Tests.OAuthApp;

namespace EcaTools.PracticeOrg.Tests.OAuth.Grants;

public class DeviceFlowTests
{
    private const string Local =
        "<callbackUrl>http://localhost:1717/callback</callbackUrl><isDeviceFlowEnabled>true</isDeviceFlowEnabled>";
    private const string Elsewhere = "<isDeviceFlowEnabled>true</isDeviceFlowEnabled>";

    private static Task<(HttpStatusCode Status, JsonElement Body)> Start(
        PracticeClient client,
        string key,
        string scope = "api refresh_token"
    ) => client.TokenAsync(("response_type", "device_code"), ("client_id", key), ("scope", scope));

    private static Task<(HttpStatusCode Status, JsonElement Body)> Poll(
        PracticeClient client,
        string key,
        JsonElement start
    ) =>
        client.TokenAsync(
            ("grant_type", "device"),
            ("client_id", key),
            ("code", start.GetProperty("device_code").GetString()!)
        );

    private static async Task<BrowserPage> Connect(TestBrowser browser, JsonElement start, string user = Farid)
    {
        BrowserPage page = await browser.GetAsync(
            new Uri(start.GetProperty("verification_uri").GetString()!).AbsolutePath
        );
        return await browser.LogInAsync(
            await browser.SubmitAsync(
                page,
                "connect",
                ("user_code", start.GetProperty("user_code").GetString()!.ToLowerInvariant().Insert(4, "-"))
            ),
            user
        );
    }

    private static (PracticeClient Client, ManualTime Time) Open()
    {
        ManualTime time = new();
        return (new PracticeClient(configure: o => o with { TimeProvider = time }), time);
    }

    [Fact]
    public async Task A_device_waits_until_its_user_approves_and_gets_tokens_once()
    {
        (PracticeClient client, ManualTime time) = Open();
        await using PracticeClient owned = client;
        OAuthApp app = await MakeAsync(client, global: Local);
        (HttpStatusCode status, JsonElement start) = await Start(client, app.Key);
        Assert.True(status == HttpStatusCode.OK, start.ToString());
        Assert.Equal(5, start.GetProperty("interval").GetInt32());
        IsRefused(await Poll(client, app.Key, start), "authorization_pending", "user authorization is pending");
        IsRefused(await Poll(client, app.Key, start), "slow_down", "polling too frequently");
        using TestBrowser browser = new(client.Org);
        BrowserPage approval = await Connect(browser, start);
        Assert.Equal("apirefresh_token", approval.ById("scopes"));
        time.Advance(TimeSpan.FromSeconds(5));
        IsRefused(await Poll(client, app.Key, start), "authorization_pending", "user authorization is pending");
        Assert.Equal("You're Connected", (await browser.SubmitAsync(approval, "approve")).Title);
        time.Advance(TimeSpan.FromSeconds(5));
        (status, JsonElement body) = await Poll(client, app.Key, start);
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        (_, JsonElement user) = await client.GetAsync(
            "/services/oauth2/userinfo",
            body.GetProperty("access_token").GetString()
        );
        Assert.Equal(Farid, user.GetProperty("preferred_username").GetString());
        Assert.Equal(
            HttpStatusCode.OK,
            (await app.RefreshAsync(body.GetProperty("refresh_token").GetString()!)).Status
        );
        time.Advance(TimeSpan.FromSeconds(5));
        IsRefused(await Poll(client, app.Key, start), "invalid_grant", "invalid device code");
    }

    [Fact]
    public async Task A_device_that_is_turned_away_is_told_so()
    {
        (PracticeClient client, _) = Open();
        await using PracticeClient owned = client;
        OAuthApp app = await MakeAsync(client, global: Local);
        JsonElement start = (await Start(client, app.Key)).Body;
        using TestBrowser browser = new(client.Org);
        Assert.Equal("Access Denied", (await browser.SubmitAsync(await Connect(browser, start), "deny")).Title);
        IsRefused(await Poll(client, app.Key, start), "access_denied", "end-user denied authorization");
    }

    [Fact]
    public async Task A_device_code_ends_after_ten_minutes_and_belongs_to_its_app()
    {
        (PracticeClient client, ManualTime time) = Open();
        await using PracticeClient owned = client;
        OAuthApp app = await MakeAsync(client, global: Local);
        OAuthApp other = await MakeAsync(client, "Other", global: Local);
        JsonElement start = (await Start(client, app.Key)).Body;
        IsRefused(await Poll(client, other.Key, start), "invalid_grant", "invalid device code");
        time.Advance(TimeSpan.FromMinutes(10));
        IsRefused(await Poll(client, app.Key, start), "invalid_grant", "invalid device code");
        using TestBrowser browser = new(client.Org);
        BrowserPage page = await browser.SubmitAsync(
            await browser.GetAsync("/setup/connect"),
            "connect",
            ("user_code", start.GetProperty("user_code").GetString()!)
        );
        Assert.Equal("That code isn't right, or it has expired.", page.Error);
    }

    [Fact]
    public async Task An_app_without_the_flow_and_a_scope_that_it_has_not_are_refused()
    {
        (PracticeClient client, _) = Open();
        await using PracticeClient owned = client;
        OAuthApp app = await MakeAsync(client, global: "<callbackUrl>http://localhost:1717/callback</callbackUrl>");
        IsRefused(await Start(client, app.Key), "invalid_request", "device flow is not enabled for this app");
        await app.SetGlobalAsync(Local);
        IsRefused(await Start(client, app.Key, "web"), "invalid_scope", "the requested scope is not allowed");
        IsRefused(await Start(client, "nobody"), "invalid_client_id", "client identifier invalid");
        Assert.Equal(HttpStatusCode.OK, (await Start(client, app.Key)).Status);
    }

    [Theory]
    [InlineData(FlowRetirement.OnTheDay, 7, true)]
    [InlineData(FlowRetirement.OnTheDay, 8, false)]
    [InlineData(FlowRetirement.NotYet, 8, true)]
    [InlineData(FlowRetirement.Already, 0, false)]
    public async Task From_30_November_2026_on_the_flow_is_for_local_ECAs_on_localhost(
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
        OAuthApp elsewhere = await MakeAsync(client, "Elsewhere", global: Elsewhere);
        OAuthApp local = await MakeAsync(client, "Local", global: Local);
        OAuthApp packaged = await MakeAsync(client, "Packaged", global: Local);
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ExternalClientApplication",
                "Packaged",
                "<distributionState>Packaged</distributionState>"
            )
        );
        string connected = client.Org.World.Metadata.Find("ConnectedApp", "Dock_Scanner")!.ConsumerKey!;

        // The clock stands at noon on 22 November.
        time.Advance(TimeSpan.FromDays(days));
        foreach (string key in new[] { elsewhere.Key, packaged.Key, connected })
        {
            Assert.Equal(isGood, (await Start(client, key)).Status == HttpStatusCode.OK);
        }

        Assert.Equal(HttpStatusCode.OK, (await Start(client, local.Key)).Status);
    }

    [Fact]
    public async Task A_user_who_may_not_use_the_app_can_not_let_a_device_in()
    {
        (PracticeClient client, _) = Open();
        await using PracticeClient owned = client;
        OAuthApp app = await MakeAsync(
            client,
            global: Local,
            policy: "<commaSeparatedPermissionSet>Route_Planning</commaSeparatedPermissionSet><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>"
        );
        JsonElement start = (await Start(client, app.Key)).Body;
        using TestBrowser browser = new(client.Org);
        BrowserPage page = await Connect(browser, start);
        Assert.StartsWith("error=invalid_app_access", page.Error, StringComparison.Ordinal);
        IsRefused(await Poll(client, app.Key, start), "authorization_pending", "user authorization is pending");
    }
}
