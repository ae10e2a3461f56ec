using System.Net;
using System.Text.Json;
using static EcaTools.PracticeOrg.Tests.OAuthApp;

namespace EcaTools.PracticeOrg.Tests.Rest;

public class OAuthUsageTests
{
    private static async Task<JsonElement> Get(PracticeClient client, string path, string name)
    {
        (HttpStatusCode status, JsonElement body) = await client.GetAsync(client.Data("/apps/oauth/usage" + path));
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return body.GetProperty(name);
    }

    private static async Task<HttpStatusCode> Delete(PracticeClient client, string path, string? token = null)
    {
        using HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Delete,
            path.StartsWith("/services", StringComparison.Ordinal) ? path : client.Data("/apps/oauth/usage" + path),
            token: token
        );
        return response.StatusCode;
    }

    private static async Task<bool> IsGood(PracticeClient client, JsonElement login) =>
        (await client.GetAsync(client.Data("/limits"), login.GetProperty("access_token").GetString())).Status
        == HttpStatusCode.OK;

    [Fact]
    public async Task Users_and_tokens_of_an_app_are_listed_without_the_tokens_themselves()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        OAuthApp app = await MakeAsync(
            client,
            global: "<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled><isPkceRequired>false</isPkceRequired>"
        );
        JsonElement first = await app.LogInAsync(Farid);
        await app.LogInAsync(Farid);
        await app.LogInAsync(Ada);
        time.Advance(TimeSpan.FromHours(1));
        await app.RefreshAsync(first.GetProperty("refresh_token").GetString()!);

        JsonElement users = await Get(client, $"/{app.Id[..15]}/users", "users");
        Assert.Equal(
            [(Farid, 2), (Ada, 1)],
            users
                .EnumerateArray()
                .Select(u => (u.GetProperty("username").GetString()!, u.GetProperty("tokenCount").GetInt32()))
        );
        JsonElement tokens = await Get(client, $"/{app.Id}/{users[0].GetProperty("id").GetString()}/tokens", "tokens");
        Assert.Equal(2, tokens.GetArrayLength());
        Assert.Equal(
            ("JWT", "App", app.Id),
            (
                tokens[0].GetProperty("accessTokenFormat").GetString(),
                tokens[0].GetProperty("appDeveloperName").GetString(),
                tokens[0].GetProperty("appIdentifier").GetString()
            )
        );
        Assert.Equal(
            ("2026-11-22T12:00:00.000Z", "2026-11-22T13:00:00.000Z"),
            (tokens[0].GetProperty("initialConnectionAt").GetString(), tokens[0].GetProperty("lastUsedAt").GetString())
        );
        Assert.DoesNotContain(
            first.GetProperty("refresh_token").GetString()!,
            tokens.ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains("\"App\"", (await Get(client, "?pageSize=200", "apps")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_token_one_users_tokens_and_all_tokens_of_an_app_can_be_ended()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        OAuthApp other = await MakeAsync(client, "Other");
        JsonElement[] logins =
        [
            await app.LogInAsync(Farid),
            await app.LogInAsync(Farid),
            await app.LogInAsync(Ada),
            await app.LogInAsync(Dmitri),
            await other.LogInAsync(Farid),
        ];
        JsonElement users = await Get(client, $"/{app.Id}/users", "users");
        string Id(string name) =>
            users
                .EnumerateArray()
                .Single(u => u.GetProperty("username").GetString() == name)
                .GetProperty("id")
                .GetString()!;
        string url = (await Get(client, $"/{app.Id}/{Id(Farid)}/tokens", "tokens"))[0]
            .GetProperty("revocationUrl")
            .GetString()!;

        async Task<string> Good() =>
            string.Join(' ', (await Task.WhenAll(logins.Select(l => IsGood(client, l)))).Select(g => g ? 1 : 0));
        Assert.Equal("1 1 1 1 1", await Good());
        Assert.Equal(HttpStatusCode.NoContent, await Delete(client, url));
        Assert.Equal("0 1 1 1 1", await Good());
        Assert.Equal(HttpStatusCode.NotFound, await Delete(client, url));
        Assert.Equal(HttpStatusCode.NoContent, await Delete(client, $"/{app.Id}/{Id(Farid)}/tokens"));
        Assert.Equal("0 0 1 1 1", await Good());
        Assert.Equal(HttpStatusCode.NoContent, await Delete(client, $"/{app.Id}/tokens"));
        Assert.Equal("0 0 0 0 1", await Good());
        IsRefused(
            await app.RefreshAsync(logins[2].GetProperty("refresh_token").GetString()!),
            "invalid_grant",
            "expired access/refresh token"
        );
        Assert.Empty((await Get(client, $"/{app.Id}/users", "users")).EnumerateArray());
        Assert.Equal(
            3,
            client.Org.Requests.CountOf("oauth tokens") - 1 + client.Org.Requests.CountOf("oauth token") - 1
        );
    }

    [Fact]
    public async Task Tokens_of_the_seed_and_of_client_credentials_are_listed_and_ended_too()
    {
        await using PracticeClient client = new();
        (string key, string secret) = await client.CredentialsAsync("Billing_ECA");
        JsonElement login = (
            await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", key), ("client_secret", secret))
        ).Body;
        string billing = client.Org.World.Metadata.Find("ExternalClientApplication", "Billing_ECA")!.Id;
        Assert.Equal(
            "billing.integration@harbourline.example.com",
            Assert
                .Single((await Get(client, $"/{billing}/users", "users")).EnumerateArray())
                .GetProperty("username")
                .GetString()
        );
        Assert.Equal(HttpStatusCode.NoContent, await Delete(client, $"/{billing}/tokens"));
        Assert.False(await IsGood(client, login));

        string desktop = client.Org.World.Metadata.Find("ConnectedApp", "Sales_Desktop")!.Id;
        Assert.Equal(8, (await Get(client, $"/{desktop}/users", "users")).GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, await Delete(client, $"/{desktop}/tokens"));
        Assert.Equal(
            0,
            (await client.QueryAsync("SELECT COUNT() FROM OauthToken WHERE AppName = 'Sales Desktop'"))
                .GetProperty("totalSize")
                .GetInt32()
        );
        Assert.NotEqual(
            0,
            (await client.QueryAsync("SELECT COUNT() FROM OauthToken")).GetProperty("totalSize").GetInt32()
        );
    }

    [Fact]
    public async Task Others_tokens_are_for_administrators_and_what_is_not_there_is_not_found()
    {
        await using PracticeClient client = new();
        OAuthApp app = await MakeAsync(client);
        string token = (await app.LogInAsync(Farid)).GetProperty("access_token").GetString()!;
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await client.GetAsync(client.Data($"/apps/oauth/usage/{app.Id}/users"), token)).Status
        );
        Assert.Equal(HttpStatusCode.Forbidden, await Delete(client, $"/{app.Id}/tokens", token));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(client.Data("/limits"), token)).Status);
        foreach (
            string path in new[]
            {
                "/0xIPr0000000999/users",
                "/x/users",
                $"/{app.Id}/005Pr0000000999/tokens",
                $"/{app.Id}/x/tokens",
            }
        )
        {
            Assert.Equal(
                HttpStatusCode.NotFound,
                (await client.GetAsync(client.Data("/apps/oauth/usage" + path))).Status
            );
        }
    }
}
