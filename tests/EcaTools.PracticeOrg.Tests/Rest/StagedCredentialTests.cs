using System.Net;
using System.Text;
using System.Text.Json;

namespace EcaTools.PracticeOrg.Tests.Rest;

/// <summary>Rotation with overlap: one staged pair for each consumer, promoted by a command, the previous pair good for
/// 30 days.</summary>
public class StagedCredentialTests
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_staged_pair_is_new_and_the_primary_one_stays_as_it_was()
    {
        await using PracticeClient client = new();
        (string key, string secret) = await client.CredentialsAsync("Warehouse_ECA");
        JsonElement staged = await StageAsync(client);
        Assert.Equal("Active", staged.GetProperty("state").GetString());
        Assert.Equal(client.Org.World.AdministratorId, staged.GetProperty("createdBy").GetString());
        Assert.NotEqual(key, Key(staged));
        Assert.NotEqual(secret, Secret(staged));
        Assert.Equal((key, secret), await client.CredentialsAsync("Warehouse_ECA"));
        Assert.Equal(
            TimeSpan.FromDays(30),
            staged.GetProperty("expirationDate").GetDateTimeOffset()
                - staged.GetProperty("createdDate").GetDateTimeOffset()
        );
        (_, JsonElement seen) = await client.GetAsync(await UrlAsync(client));
        Assert.Equal(staged.ToString(), seen.GetProperty("stagedCredentials")[0].ToString());
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.BadRequest)]
    public async Task Whether_a_staged_pair_authenticates_before_its_promotion_is_the_orgs_choice(
        bool works,
        HttpStatusCode expected
    )
    {
        await using PracticeClient client = new(configure: o => o with { StagedPairsWorkBeforeRotation = works });
        JsonElement staged = await StageAsync(client);
        Assert.Equal(expected, await LogInAsync(client, staged));
        await RotateAsync(client, staged);
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(client, staged));
    }

    [Fact]
    public async Task After_the_rotation_both_pairs_are_good_each_with_its_own_secret()
    {
        await using PracticeClient client = new();
        (string oldKey, string oldSecret) = await client.CredentialsAsync("Warehouse_ECA");
        JsonElement staged = await StageAsync(client);
        JsonElement previous = await RotateAsync(client, staged);
        Assert.Equal((Key(staged), Secret(staged)), await client.CredentialsAsync("Warehouse_ECA"));
        Assert.Equal(
            Key(staged),
            await client.ReadAsync("ExtlClntAppGlobalOauthSettings", "Warehouse_ECA_glbloauth", "consumerKey")
        );
        Assert.Equal(
            ("Rotated", oldKey, oldSecret),
            (previous.GetProperty("state").GetString(), Key(previous), Secret(previous))
        );
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(client, oldKey, oldSecret));
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(client, staged));
        Assert.Equal(HttpStatusCode.BadRequest, await LogInAsync(client, Key(staged), oldSecret));
        Assert.Equal(HttpStatusCode.BadRequest, await LogInAsync(client, oldKey, Secret(staged)));
    }

    [Fact]
    public async Task Deleting_the_previous_pair_ends_it_and_its_sessions_at_once_and_no_others()
    {
        await using PracticeClient client = new();
        (string key, string secret) = await client.CredentialsAsync("Warehouse_ECA");
        string old = await TokenAsync(client, key, secret);
        JsonElement staged = await StageAsync(client);
        string current = await TokenAsync(client, Key(staged), Secret(staged));
        JsonElement previous = await RotateAsync(client, staged);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(client.Data("/limits"), old)).Status);
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(client, previous));
        Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync(client, previous));
        Assert.Equal(HttpStatusCode.BadRequest, await LogInAsync(client, key, secret));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(client.Data("/limits"), old)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(client.Data("/limits"), current)).Status);
    }

    [Fact]
    public async Task Thirty_days_later_the_previous_pair_is_gone_and_not_a_moment_before()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        (string key, string secret) = await client.CredentialsAsync("Warehouse_ECA");
        JsonElement staged = await StageAsync(client);
        time.Advance(10 * s_day);
        await RotateAsync(client, staged);
        time.Advance((30 * s_day) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(client, key, secret));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.BadRequest, await LogInAsync(client, key, secret));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(await UrlAsync(client))).Status);
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(client, staged));
    }

    [Fact]
    public async Task A_staged_pair_that_nobody_promoted_expires_and_makes_room()
    {
        ManualTime time = new();
        await using PracticeClient client = new(configure: o => o with { TimeProvider = time });
        JsonElement staged = await StageAsync(client);
        time.Advance(30 * s_day);
        Assert.Equal(HttpStatusCode.BadRequest, await LogInAsync(client, staged));
        (_, JsonElement seen) = await client.GetAsync(await UrlAsync(client));
        Assert.Equal("Expired", seen.GetProperty("stagedCredentials")[0].GetProperty("state").GetString());
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await SendAsync(
                    client,
                    HttpMethod.Patch,
                    staged.GetProperty("url").GetString()!,
                    """{"command":"rotate"}"""
                )
            ).Status
        );
        Assert.NotEqual(Key(staged), Key(await StageAsync(client)));
    }

    [Fact]
    public async Task There_is_one_staged_pair_at_a_time_and_only_an_active_one_is_rotated()
    {
        await using PracticeClient client = new();
        JsonElement staged = await StageAsync(client);
        string url = await UrlAsync(client);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(client, HttpMethod.Post, url, "{}")).Status);
        foreach (string body in new[] { "", "{}", "[]", """{"command":"promote"}""", """{"command":1}""" })
        {
            Assert.Equal(
                HttpStatusCode.BadRequest,
                (await SendAsync(client, HttpMethod.Patch, staged.GetProperty("url").GetString()!, body)).Status
            );
        }

        JsonElement previous = await RotateAsync(client, staged);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(client, HttpMethod.Post, url, "{}")).Status);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await SendAsync(
                    client,
                    HttpMethod.Patch,
                    previous.GetProperty("url").GetString()!,
                    """{"command":"rotate"}"""
                )
            ).Status
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await SendAsync(
                    client,
                    HttpMethod.Patch,
                    staged.GetProperty("url").GetString()!,
                    """{"command":"rotate"}"""
                )
            ).Status
        );
    }

    [Fact]
    public async Task Of_many_requests_that_stage_at_once_one_wins()
    {
        await using PracticeClient client = new();
        string url = await UrlAsync(client);
        (HttpStatusCode Status, JsonElement)[] answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => SendAsync(client, HttpMethod.Post, url, "{}"))
        );
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(a => a.Status == HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Nothing_staged_an_older_version_and_a_closed_switch_are_refused()
    {
        await using PracticeClient client = new();
        string url = await UrlAsync(client);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(url)).Status);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await SendAsync(client, HttpMethod.Post, url.Replace("v66.0", "v64.0", StringComparison.Ordinal), "{}")
            ).Status
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await SendAsync(client, HttpMethod.Delete, url + "/0xYPr00000000zz", "")).Status
        );
        Assert.Null(await client.SaveAsync("updateMetadata", "ExternalClientAppSettings", "ExternalClientApp", ""));
        foreach (HttpMethod method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            (HttpStatusCode status, JsonElement body) = await SendAsync(
                client,
                method,
                url,
                method == HttpMethod.Get ? null : "{}"
            );
            Assert.Equal(HttpStatusCode.Forbidden, status);
            Assert.Contains(
                "This feature is not currently enabled for this user type or org",
                body[0].GetProperty("message").GetString(),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task View_Client_Secret_is_asked_for_where_the_org_wants_it()
    {
        await using PracticeClient client = new(configure: o => o with { RequireViewClientSecret = true });
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(await UrlAsync(client))).Status);
        await using PracticeClient other = new();
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(await UrlAsync(other))).Status);
    }

    [Fact]
    public async Task A_save_of_the_settings_keeps_the_staged_pair_and_deleting_the_app_ends_it()
    {
        await using PracticeClient client = new();
        JsonElement staged = await StageAsync(client);
        Assert.Null(
            await client.SaveAsync(
                "updateMetadata",
                "ExtlClntAppGlobalOauthSettings",
                "Warehouse_ECA_glbloauth",
                "<callbackUrl>https://a.example.com</callbackUrl><externalClientApplication>Warehouse_ECA</externalClientApplication><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>"
            )
        );
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(client, staged));
        await client.SoapAsync(
            "deleteMetadata",
            "<type>ExternalClientApplication</type><fullNames>Warehouse_ECA</fullNames>"
        );
        Assert.Equal(HttpStatusCode.BadRequest, await LogInAsync(client, staged));
    }

    [Fact]
    public async Task An_app_may_have_several_consumers_and_each_is_rotated_alone()
    {
        await using PracticeClient client = new();
        string second = client.Org.Setup.AddConsumer("Warehouse_ECA");
        (_, JsonElement body) = await client.GetAsync(Parent(await UrlAsync(client), 2));
        JsonElement consumer = body.GetProperty("consumers")
            .EnumerateArray()
            .Single(c => c.GetProperty("id").GetString() == second);
        (_, JsonElement pair) = await client.GetAsync(consumer.GetProperty("url").GetString()! + "?part=keyandsecret");
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(client, Key(pair), Secret(pair)));
        (HttpStatusCode status, JsonElement staged) = await SendAsync(
            client,
            HttpMethod.Post,
            consumer.GetProperty("stagedCredentialsUrl").GetString()!,
            "{}"
        );
        Assert.Equal(HttpStatusCode.Created, status);
        await RotateAsync(client, staged.GetProperty("stagedCredentials")[0]);
        (string key, _) = await client.CredentialsAsync("Warehouse_ECA");
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(await UrlAsync(client))).Status);
        Assert.DoesNotContain(key, new[] { Key(pair), Key(staged.GetProperty("stagedCredentials")[0]) });
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(client, staged.GetProperty("stagedCredentials")[0]));
    }

    private static string Parent(string url, int levels) =>
        levels == 0 ? url : Parent(url[..url.LastIndexOf('/')], levels - 1);

    private static string Key(JsonElement pair) => pair.GetProperty("key").GetString()!;

    private static string Secret(JsonElement pair) => pair.GetProperty("secret").GetString()!;

    private static async Task<string> UrlAsync(PracticeClient client)
    {
        JsonElement app = (
            await client.QueryAsync("SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Warehouse_ECA'")
        ).GetProperty("records")[0];
        (_, JsonElement body) = await client.GetAsync(
            client.Data($"/apps/oauth/credentials/{app.GetProperty("Id").GetString()}")
        );
        return body.GetProperty("consumers")[0].GetProperty("stagedCredentialsUrl").GetString()!;
    }

    private static async Task<JsonElement> StageAsync(PracticeClient client)
    {
        (HttpStatusCode status, JsonElement body) = await SendAsync(
            client,
            HttpMethod.Post,
            await UrlAsync(client),
            "{}"
        );
        Assert.Equal(HttpStatusCode.Created, status);
        return body.GetProperty("stagedCredentials")[0];
    }

    private static async Task<JsonElement> RotateAsync(PracticeClient client, JsonElement staged)
    {
        (HttpStatusCode status, JsonElement body) = await SendAsync(
            client,
            HttpMethod.Patch,
            staged.GetProperty("url").GetString()!,
            """{"command":"rotate"}"""
        );
        Assert.Equal(HttpStatusCode.OK, status);
        return body.GetProperty("stagedCredentials")[0];
    }

    private static async Task<HttpStatusCode> DeleteAsync(PracticeClient client, JsonElement staged) =>
        (await SendAsync(client, HttpMethod.Delete, staged.GetProperty("url").GetString()!, null)).Status;

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        PracticeClient client,
        HttpMethod method,
        string url,
        string? body
    )
    {
        using StringContent? content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.SendAsync(method, url, content);
        string text = await response.Content.ReadAsStringAsync();
        using JsonDocument document = JsonDocument.Parse(text.Length == 0 ? "null" : text);
        return (response.StatusCode, document.RootElement.Clone());
    }

    private static Task<HttpStatusCode> LogInAsync(PracticeClient client, JsonElement pair) =>
        LogInAsync(client, Key(pair), Secret(pair));

    private static async Task<HttpStatusCode> LogInAsync(PracticeClient client, string key, string secret) =>
        (
            await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", key), ("client_secret", secret))
        ).Status;

    private static async Task<string> TokenAsync(PracticeClient client, string key, string secret) =>
        (await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", key), ("client_secret", secret)))
            .Body.GetProperty("access_token")
            .GetString()!;
}
