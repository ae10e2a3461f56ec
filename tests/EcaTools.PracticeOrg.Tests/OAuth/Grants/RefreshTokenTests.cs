using System.Net;
using System.Text.Json;
using static EcaTools.PracticeOrg.Tests.OAuthApp;

namespace EcaTools.PracticeOrg.Tests.OAuth.Grants;

public class RefreshTokenTests
{
    private const string NoPkce = "<isPkceRequired>false</isPkceRequired>";

    private static string Refresh(JsonElement body) => body.GetProperty("refresh_token").GetString()!;

    private static string Access(JsonElement body) => body.GetProperty("access_token").GetString()!;

    private static async Task<bool> IsGood(PracticeClient client, string accessToken) =>
        (await client.GetAsync(client.Data("/limits"), accessToken)).Status == HttpStatusCode.OK;

    [Fact]
    public async Task A_refresh_token_gives_access_tokens_with_its_own_scopes_again_and_again()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client, scopes: "Api, Web, RefreshToken");
        JsonElement login = (
            await app.RedeemAsync((await app.AllowAsync(more: ("scope", "api refresh_token"))).Parameter("code")!)
        ).Body;
        for (int i = 0; i < 2; i++)
        {
            (HttpStatusCode status, JsonElement body) = await app.RefreshAsync(Refresh(login));
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal("api refresh_token", body.GetProperty("scope").GetString());
            Assert.False(body.TryGetProperty("refresh_token", out _));
            Assert.True(await IsGood(client, Access(body)));
        }

        Assert.True(await IsGood(client, Access(login)));
    }

    [Fact]
    public async Task Without_the_scope_there_is_no_refresh_token()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client, scopes: "Api, Full");
        Assert.False((await app.LogInAsync()).TryGetProperty("refresh_token", out _));
    }

    [Fact]
    public async Task Rotation_replaces_the_token_and_reuse_of_the_old_one_ends_everything()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(
            client,
            global: NoPkce + "<isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>"
        );
        JsonElement login = await app.LogInAsync();
        JsonElement second = (await app.RefreshAsync(Refresh(login))).Body;
        Assert.NotEqual(Refresh(login), Refresh(second));
        JsonElement third = (await app.RefreshAsync(Refresh(second))).Body;
        Assert.True(await IsGood(client, Access(third)));

        IsRefused(await app.RefreshAsync(Refresh(login)), "invalid_grant", "expired access/refresh token");
        IsRefused(await app.RefreshAsync(Refresh(third)), "invalid_grant", "expired access/refresh token");
        foreach (JsonElement body in new[] { login, second, third })
        {
            Assert.False(await IsGood(client, Access(body)));
        }
    }

    [Fact]
    public async Task A_replaced_token_in_another_apps_hands_ends_nothing()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(
            client,
            global: NoPkce + "<isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>"
        );
        OAuthApp other = await MakeAsync(client, "Other");
        JsonElement login = await app.LogInAsync();
        JsonElement second = (await app.RefreshAsync(Refresh(login))).Body;
        IsRefused(await other.RefreshAsync(Refresh(login)), "invalid_grant", "expired access/refresh token");
        IsRefused(await other.RefreshAsync(Refresh(second)), "invalid_grant", "expired access/refresh token");
        Assert.Equal(HttpStatusCode.OK, (await app.RefreshAsync(Refresh(second))).Status);
    }

    [Fact]
    public async Task Of_many_who_rotate_the_same_token_at_once_one_wins()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(
            client,
            global: NoPkce + "<isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>"
        );
        string token = Refresh(await app.LogInAsync());
        (HttpStatusCode Status, JsonElement Body)[] answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => app.RefreshAsync(token))
        );
        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.OK));
    }

    [Theory]
    [InlineData("<isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken>", false)]
    [InlineData("<isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>", true)]
    [InlineData("", false)]
    public async Task The_secret_is_asked_for_where_the_app_says_so(string setting, bool isGood)
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client, global: NoPkce + setting);
        string token = Refresh(await app.LogInAsync());
        Assert.Equal(
            isGood,
            (
                await client.TokenAsync(
                    ("grant_type", "refresh_token"),
                    ("refresh_token", token),
                    ("client_id", app.Key)
                )
            ).Status == HttpStatusCode.OK
        );
        IsRefused(
            await client.TokenAsync(
                ("grant_type", "refresh_token"),
                ("refresh_token", token),
                ("client_id", app.Key),
                ("client_secret", "wrong")
            ),
            "invalid_client",
            "invalid client credentials"
        );
        Assert.Equal(HttpStatusCode.OK, (await app.RefreshAsync(token)).Status);
    }

    [Theory]
    [InlineData("Infinite", null, null, 4000, true)]
    [InlineData("Zero", null, null, 0, false)]
    [InlineData("SpecificLifetime", 2, "Hours", 1.9 / 24, true)]
    [InlineData("SpecificLifetime", 2, "Hours", 2.0 / 24, false)]
    [InlineData("SpecificLifetime", 10, "Days", 9.9, true)]
    [InlineData("SpecificLifetime", 10, "Days", 10, false)]
    [InlineData("SpecificLifetime", 1, "Months", 29.9, true)]
    [InlineData("SpecificLifetime", 1, "Months", 30, false)]
    [InlineData("SpecificInactivity", 10, "Days", 9.9, true)]
    [InlineData("SpecificInactivity", 10, "Days", 10, false)]
    [InlineData("SpecificLifetime", int.MaxValue, "Months", 4000, true)]
    public async Task The_policy_ends_a_token_on_the_orgs_clock(
        string type,
        int? period,
        string? unit,
        double days,
        bool isGood
    )
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        string length = period is null
            ? ""
            : $"<refreshTokenValidityPeriod>{period}</refreshTokenValidityPeriod><refreshTokenValidityUnit>{unit}"
                + $"</refreshTokenValidityUnit>";
        OAuthApp app = await MakeAsync(
            client,
            policy: $"<refreshTokenPolicyType>{type}</refreshTokenPolicyType>{length}"
        );
        string token = Refresh(await app.LogInAsync());
        time.Advance(TimeSpan.FromDays(days));
        if (isGood)
        {
            Assert.Equal(HttpStatusCode.OK, (await app.RefreshAsync(token)).Status);
        }
        else
        {
            IsRefused(await app.RefreshAsync(token), "invalid_grant", "expired access/refresh token");
        }
    }

    [Theory]
    [InlineData("SpecificInactivity", true)]
    [InlineData("SpecificLifetime", false)]
    public async Task Use_keeps_a_token_alive_that_ends_by_inactivity_and_no_other(string type, bool isGood)
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        OAuthApp app = await MakeAsync(
            client,
            policy: $"<refreshTokenPolicyType>{type}"
                + $"</refreshTokenPolicyType><refreshTokenValidityPeriod>10</refreshTokenValidityPeriod><refreshTokenValidityUnit>Days</refreshTokenValidityUnit>"
        );
        string token = Refresh(await app.LogInAsync());
        time.Advance(TimeSpan.FromDays(6));
        Assert.Equal(HttpStatusCode.OK, (await app.RefreshAsync(token)).Status);
        time.Advance(TimeSpan.FromDays(6));
        Assert.Equal(isGood, (await app.RefreshAsync(token)).Status == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(true, 29.9, true)]
    [InlineData(true, 30, false)]
    [InlineData(false, 31, true)]
    public async Task An_app_that_enforces_the_idle_limit_loses_tokens_that_rest_for_thirty_days(
        bool enforces,
        double days,
        bool isGood
    )
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        OAuthApp app = await MakeAsync(
            client,
            global: NoPkce + $"<isEnforceRefreshTokenTTL>{(enforces ? "true" : "false")}</isEnforceRefreshTokenTTL>",
            policy: "<refreshTokenPolicyType>Infinite</refreshTokenPolicyType>"
        );
        string token = Refresh(await app.LogInAsync());
        time.Advance(TimeSpan.FromDays(days));
        Assert.Equal(isGood, (await app.RefreshAsync(token)).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_sixth_approval_of_one_user_ends_the_first()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        JsonElement other = await app.LogInAsync(Farid);
        List<JsonElement> logins = [];
        for (int i = 0; i < 6; i++)
        {
            logins.Add(await app.LogInAsync());
        }

        IsRefused(await app.RefreshAsync(Refresh(logins[0])), "invalid_grant", "expired access/refresh token");
        Assert.False(await IsGood(client, Access(logins[0])));
        foreach (JsonElement kept in logins.Skip(1).Append(other))
        {
            Assert.Equal(HttpStatusCode.OK, (await app.RefreshAsync(Refresh(kept))).Status);
        }
    }

    [Fact]
    public async Task Revoking_a_refresh_token_ends_its_access_tokens_and_revoking_an_access_token_ends_that_one()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        JsonElement login = await app.LogInAsync();
        JsonElement second = (await app.RefreshAsync(Refresh(login))).Body;
        await Revoke(client, Access(second));
        Assert.False(await IsGood(client, Access(second)));
        Assert.True(await IsGood(client, Access(login)));
        await Revoke(client, Refresh(login));
        Assert.False(await IsGood(client, Access(login)));
        IsRefused(await app.RefreshAsync(Refresh(login)), "invalid_grant", "expired access/refresh token");
    }

    [Fact]
    public async Task OauthToken_shows_the_token_and_its_DeleteToken_revokes_but_does_not_refresh()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        JsonElement login = await app.LogInAsync(Farid);
        await app.RefreshAsync(Refresh(login));
        JsonElement row = (
            await client.QueryAsync(
                "SELECT Id, AccessToken, AppName, DeleteToken, UseCount, User.Username FROM OauthToken "
                    + "WHERE AppName = 'App'"
            )
        ).GetProperty("records")[0];
        Assert.Equal(JsonValueKind.Null, row.GetProperty("Id").ValueKind);
        Assert.Equal(2, row.GetProperty("UseCount").GetInt32());
        Assert.Equal(Farid, row.GetProperty("User").GetProperty("Username").GetString());
        string deleteToken = row.GetProperty("DeleteToken").GetString()!;
        IsRefused(await app.RefreshAsync(deleteToken), "invalid_grant", "expired access/refresh token");
        Assert.DoesNotContain(Refresh(login), row.ToString(), StringComparison.Ordinal);
        await Revoke(client, deleteToken);
        Assert.False(await IsGood(client, Access(login)));
        Assert.Equal(
            0,
            (await client.QueryAsync("SELECT COUNT() FROM OauthToken WHERE AppName = 'App'"))
                .GetProperty("totalSize")
                .GetInt32()
        );
    }

    [Fact]
    public async Task Deleting_the_app_ends_its_refresh_tokens()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        JsonElement login = await app.LogInAsync();
        (string key, string secret) = (app.Key, app.Secret);
        await client.SoapAsync("deleteMetadata", "<type>ExternalClientApplication</type><fullNames>App</fullNames>");
        Assert.Equal(
            0,
            (await client.QueryAsync("SELECT COUNT() FROM OauthToken WHERE AppName = 'App'"))
                .GetProperty("totalSize")
                .GetInt32()
        );
        Assert.False(await IsGood(client, Access(login)));
        IsRefused(
            await client.TokenAsync(
                ("grant_type", "refresh_token"),
                ("refresh_token", Refresh(login)),
                ("client_id", key),
                ("client_secret", secret)
            ),
            "OAUTH_EC_APP_NOT_FOUND",
            "External client app is not installed in this org"
        );
    }

    private static async Task Revoke(PracticeClient client, string token)
    {
        using FormUrlEncodedContent form = new([KeyValuePair.Create("token", token)]);
        using HttpResponseMessage response = await client.Http.PostAsync("/services/oauth2/revoke", form);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
