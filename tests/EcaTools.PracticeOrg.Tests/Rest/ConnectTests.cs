using System.Net;
using System.Text.Json;

namespace EcaTools.PracticeOrg.Tests.Rest;

public class ConnectTests
{
    private static async Task<(string App, string Consumer)> Ids(PracticeClient client)
    {
        string app = (
            await client.QueryAsync("SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Warehouse_ECA'")
        )
            .GetProperty("records")[0]
            .GetProperty("Id")
            .GetString()!;
        (_, JsonElement consumers) = await client.GetAsync(client.Data($"/apps/oauth/credentials/{app}"));
        return (app, consumers.GetProperty("consumers")[0].GetProperty("id").GetString()!);
    }

    [Theory]
    [InlineData("", true, false)]
    [InlineData("?part=key", true, false)]
    [InlineData("?part=secret", false, true)]
    [InlineData("?part=keyandsecret", true, true)]
    public async Task A_credential_shows_the_part_that_was_asked_for_and_no_other(string query, bool key, bool secret)
    {
        await using PracticeClient client = new();
        (string app, string consumer) = await Ids(client);
        (_, JsonElement body) = await client.GetAsync(
            client.Data($"/apps/oauth/credentials/{app[..15]}/{consumer[..15]}{query}")
        );
        Assert.Equal(key ? JsonValueKind.String : JsonValueKind.Null, body.GetProperty("key").ValueKind);
        Assert.Equal(secret ? JsonValueKind.String : JsonValueKind.Null, body.GetProperty("secret").ValueKind);
        if (secret)
        {
            Assert.Matches("^[0-9A-F]{64}$", body.GetProperty("secret").GetString());
        }

        if (key)
        {
            Assert.Matches("^3MVG9[A-Za-z0-9._]{80}$", body.GetProperty("key").GetString());
        }
    }

    [Fact]
    public async Task The_org_switch_closes_the_credentials()
    {
        await using PracticeClient client = new();
        (string app, string consumer) = await Ids(client);
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ExternalClientAppSettings",
                "ExternalClientApp",
                "<enableClientSecretInRestApiAccess>false</enableClientSecretInRestApiAccess>"
            )
        );
        foreach (
            string path in new[]
            {
                $"/apps/oauth/credentials/{app}",
                $"/apps/oauth/credentials/{app}/{consumer}?part=secret",
            }
        )
        {
            (HttpStatusCode status, JsonElement body) = await client.GetAsync(client.Data(path));
            Assert.Equal(HttpStatusCode.Forbidden, status);
            Assert.Equal("FUNCTIONALITY_NOT_ENABLED", body[0].GetProperty("errorCode").GetString());
            Assert.StartsWith(
                "This feature is not currently enabled for this user type or org",
                body[0].GetProperty("message").GetString(),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task The_credentials_are_closed_in_an_org_that_never_opened_them()
    {
        await using PracticeClient client = new("empty");
        await client.MakeAppAsync("App");
        string app = (await client.QueryAsync("SELECT Id FROM ExternalClientApplication"))
            .GetProperty("records")[0]
            .GetProperty("Id")
            .GetString()!;
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await client.GetAsync(client.Data($"/apps/oauth/credentials/{app}"))).Status
        );
    }

    [Fact]
    public async Task A_user_without_the_developer_permission_gets_no_credentials()
    {
        await using PracticeClient client = new();
        (string app, _) = await Ids(client);
        (string key, string secret) = await client.CredentialsAsync("Billing_ECA");
        string token = (
            await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", key), ("client_secret", secret))
        )
            .Body.GetProperty("access_token")
            .GetString()!;
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await client.GetAsync(client.Data($"/apps/oauth/credentials/{app}"), token)).Status
        );
    }

    [Fact]
    public async Task Another_apps_consumer_an_unknown_app_and_an_unknown_part_are_refused()
    {
        await using PracticeClient client = new();
        (string app, string consumer) = await Ids(client);
        string other = (
            await client.QueryAsync("SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Billing_ECA'")
        )
            .GetProperty("records")[0]
            .GetProperty("Id")
            .GetString()!;
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await client.GetAsync(client.Data($"/apps/oauth/credentials/{other}/{consumer}"))).Status
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await client.GetAsync(client.Data("/apps/oauth/credentials/0xIPr00000000zz"))).Status
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await client.GetAsync(client.Data("/apps/oauth/credentials/nonsense"))).Status
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await client.GetAsync(client.Data($"/apps/oauth/credentials/{app}/{consumer}?part=all"))).Status
        );
    }

    [Fact]
    public async Task Usage_lists_used_apps_only_and_ends_with_an_empty_page_that_still_names_a_next_one()
    {
        await using PracticeClient client = new();
        List<string> names = [];
        string url = client.Data("/apps/oauth/usage?page=0&pageSize=4");
        JsonElement body;
        do
        {
            (_, body) = await client.GetAsync(url);
            names.AddRange(
                body.GetProperty("apps").EnumerateArray().Select(a => a.GetProperty("developerName").GetString()!)
            );
            url = body.GetProperty("nextPageUrl").GetString()!;
        } while (body.GetProperty("apps").GetArrayLength() > 0);

        Assert.Equal(names.Distinct(), names);
        Assert.Contains("Sales_Desktop", names);
        Assert.Contains("Warehouse_ECA", names);
        Assert.DoesNotContain("Billing_ECA", names);
        Assert.DoesNotContain("Old_Fax_Gateway", names);

        (string key, string secret) = await client.CredentialsAsync("Billing_ECA");
        await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", key), ("client_secret", secret));
        (_, body) = await client.GetAsync(client.Data("/apps/oauth/usage?pageSize=200"));
        Assert.Contains("Billing_ECA", body.ToString(), StringComparison.Ordinal);
    }
}
