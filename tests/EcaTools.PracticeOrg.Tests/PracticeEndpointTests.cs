using System.Net;
using System.Text;
using System.Text.Json;

namespace EcaTools.PracticeOrg.Tests;

/// <summary>What steers the org from outside, as a client in another process would.</summary>
public class PracticeEndpointTests
{
    private static readonly string[] s_paths =
    [
        "faults",
        "requests",
        "clock",
        "native-migration",
        "block",
        "consumers",
    ];

    [Fact]
    public async Task Faults_are_set_listed_and_removed_over_the_wire()
    {
        await using PracticeClient client = new("empty");
        (HttpStatusCode status, JsonElement body) = await SendAsync(
            client,
            HttpMethod.Post,
            "faults",
            """{"kind":"ServiceUnavailable","path":"/services/data","times":"always","retryAfter":"PT7S","errorCode":"SERVER_UNAVAILABLE"}"""
        );
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("always", body.GetProperty("waiting")[0].GetProperty("times").GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync(client.Data("/limits"))).Status);
        (_, body) = await SendAsync(client, HttpMethod.Get, "faults", null);
        Assert.Equal("PT7S", body.GetProperty("waiting")[0].GetProperty("retryAfter").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(client, HttpMethod.Delete, "faults", null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(client.Data("/limits"))).Status);
    }

    [Fact]
    public async Task A_script_and_what_is_listed_of_it_can_be_sent_again()
    {
        await using PracticeClient client = new("empty");
        const string script =
            """{"script":[{"kind":"None"},{"kind":"Forbidden","endpoint":"limits","nth":2},{"kind":"ComponentsFail","operation":"deploy","components":["A","T:B"],"problem":"p","rate":0.5,"method":"post","delay":"PT1M"}]}""";
        (_, JsonElement first) = await SendAsync(client, HttpMethod.Post, "faults", script);
        await SendAsync(client, HttpMethod.Delete, "faults", null);
        (_, JsonElement second) = await SendAsync(
            client,
            HttpMethod.Post,
            "faults",
            $"{{\"script\":{first.GetProperty("waiting")}}}"
        );
        Assert.Equal(3, first.GetProperty("waiting").GetArrayLength());
        Assert.Equal(first.ToString(), second.ToString());
        List<int> statuses = [];
        for (int i = 0; i < 4; i++)
        {
            statuses.Add((int)(await client.GetAsync(client.Data("/limits"))).Status);
        }

        Assert.Equal([200, 200, 403, 200], statuses);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("{}")]
    [InlineData("""{"kind":"Explosion"}""")]
    [InlineData("""{"kind":"1"}""")]
    [InlineData("""{"kind":"Latency","delay":"soon"}""")]
    [InlineData("""{"kind":"Latency","delay":"P2D"}""")]
    [InlineData("""{"kind":"Latency","delay":"-PT1S"}""")]
    [InlineData("""{"kind":"Latency","nth":0}""")]
    [InlineData("""{"kind":"Latency","times":"never"}""")]
    [InlineData("""{"kind":"Latency","rate":2}""")]
    [InlineData("""{"kind":"Latency","components":[1]}""")]
    [InlineData("""{"kind":"Latency","pathPrefix":"/x"}""")]
    [InlineData("""[{"kind":"Latency"},{"kind":"Latency","nth":1.5}]""")]
    public async Task What_is_no_fault_is_refused_and_nothing_of_it_waits(string json)
    {
        await using PracticeClient client = new("empty");
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(client, HttpMethod.Post, "faults", json)).Status);
        Assert.Empty(client.Org.Faults.Waiting);
    }

    [Fact]
    public async Task A_script_may_have_comments_and_an_error_names_its_line_and_column()
    {
        await using PracticeClient client = new("empty");
        const string good = "// three times slow\n{ \"kind\": \"Latency\", \"times\": 3 /* not 2 */ }";
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(client, HttpMethod.Post, "faults", good)).Status);

        (_, JsonElement body) = await SendAsync(
            client,
            HttpMethod.Post,
            "faults",
            "{\n  \"kind\": \"Latency\",\n  \"nth\": \"x\" }"
        );
        Assert.Contains("Line 3, column 12", body.ToString(), StringComparison.Ordinal);

        (HttpStatusCode twice, body) = await SendAsync(
            client,
            HttpMethod.Post,
            "faults",
            "{ \"kind\": \"Latency\", \"kind\": \"None\" }"
        );
        Assert.Equal(HttpStatusCode.BadRequest, twice);
        Assert.Contains("already exists", body.ToString(), StringComparison.Ordinal);
        Assert.Single(client.Org.Faults.Waiting);
    }

    [Fact]
    public async Task Faults_never_meet_what_steers_the_org_and_the_journal_does_not_count_it()
    {
        await using PracticeClient client = new("empty");
        client.Org.Faults.Add(new Fault { Kind = FaultKind.ConnectionDropped, Times = Fault.Always });
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(client, HttpMethod.Get, "requests", null)).Status);
        Assert.Equal(0, client.Org.Requests.Count);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(client, HttpMethod.Delete, "faults", null)).Status);
    }

    [Fact]
    public async Task Only_the_administrators_own_token_steers()
    {
        await using PracticeClient client = new();
        (string key, string secret) = await client.CredentialsAsync("Billing_ECA");
        string app = (
            await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", key), ("client_secret", secret))
        )
            .Body.GetProperty("access_token")
            .GetString()!;
        foreach (string path in s_paths)
        {
            foreach (
                (HttpMethod method, string? body) in new[]
                {
                    (HttpMethod.Get, (string?)null),
                    (HttpMethod.Post, "{}"),
                    (HttpMethod.Delete, null),
                }
            )
            {
                foreach (
                    (string token, HttpStatusCode expected) in new[]
                    {
                        (app, HttpStatusCode.Forbidden),
                        ("nonsense", HttpStatusCode.Unauthorized),
                    }
                )
                {
                    HttpStatusCode status = (await SendAsync(client, method, path, body, token)).Status;
                    Assert.True(
                        status == expected || status == HttpStatusCode.MethodNotAllowed,
                        $"{method} {path}: {status}"
                    );
                }
            }
        }
    }

    [Fact]
    public async Task The_clock_goes_forward_by_a_duration_or_to_a_moment_and_sessions_end_by_it()
    {
        await using PracticeClient client = new();
        (string key, string secret) = await client.CredentialsAsync("Billing_ECA");
        string token = (
            await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", key), ("client_secret", secret))
        )
            .Body.GetProperty("access_token")
            .GetString()!;
        (_, JsonElement before) = await SendAsync(client, HttpMethod.Get, "clock", null);
        (HttpStatusCode status, JsonElement after) = await SendAsync(
            client,
            HttpMethod.Post,
            "clock",
            """{"advance":"P3D"}"""
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(
            after.GetProperty("now").GetDateTimeOffset() - before.GetProperty("now").GetDateTimeOffset()
                >= TimeSpan.FromDays(3)
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(client.Data("/limits"), token)).Status);
        DateTimeOffset target = after.GetProperty("now").GetDateTimeOffset().AddYears(1);
        (_, JsonElement moved) = await SendAsync(
            client,
            HttpMethod.Post,
            "clock",
            $"{{\"to\":\"{target:yyyy-MM-ddTHH:mm:ssZ}\"}}"
        );
        Assert.Equal(target.Date, moved.GetProperty("now").GetDateTimeOffset().Date);
        foreach (
            string wrong in new[]
            {
                "{}",
                "x",
                """{"advance":"-P1D"}""",
                """{"advance":"P20Y"}""",
                """{"advance":"P9999999999D"}""",
                """{"to":"2001-01-01"}""",
                """{"to":"soon"}""",
            }
        )
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(client, HttpMethod.Post, "clock", wrong)).Status);
        }
    }

    [Fact]
    public async Task The_buttons_of_Setup_are_pressed_over_the_wire()
    {
        await using PracticeClient client = new();
        Assert.Equal(
            HttpStatusCode.Created,
            (await SendAsync(client, HttpMethod.Post, "native-migration", """{"app":"Warehouse_Sync"}""")).Status
        );
        Assert.NotNull(await client.ReadAsync("ExternalClientApplication", "Warehouse_Sync"));
        (HttpStatusCode status, JsonElement refused) = await SendAsync(
            client,
            HttpMethod.Post,
            "native-migration",
            """{"app":"Directory_Sync"}"""
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("user provisioning", refused[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.OK,
            (await SendAsync(client, HttpMethod.Post, "block", """{"app":"Billing_ECA"}""")).Status
        );
        (string key, string secret) = await client.CredentialsAsync("Billing_ECA");
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await client.TokenAsync(
                    ("grant_type", "client_credentials"),
                    ("client_id", key),
                    ("client_secret", secret)
                )
            ).Status
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await SendAsync(client, HttpMethod.Post, "block", """{"app":"Billing_ECA","blocked":false}""")).Status
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await client.TokenAsync(
                    ("grant_type", "client_credentials"),
                    ("client_id", key),
                    ("client_secret", secret)
                )
            ).Status
        );
        Assert.Equal(
            HttpStatusCode.Created,
            (await SendAsync(client, HttpMethod.Post, "consumers", """{"app":"Billing_ECA"}""")).Status
        );
        foreach (string path in new[] { "native-migration", "block", "consumers" })
        {
            Assert.Equal(
                HttpStatusCode.BadRequest,
                (await SendAsync(client, HttpMethod.Post, path, """{"app":"Nobody"}""")).Status
            );
            Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(client, HttpMethod.Post, path, "[]")).Status);
        }
    }

    [Fact]
    public async Task The_journal_names_the_app_and_holds_no_secret_that_the_org_knows()
    {
        await using PracticeClient client = new();
        (string key, string secret) = await client.CredentialsAsync("Warehouse_ECA");
        string token = (
            await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", key), ("client_secret", secret))
        )
            .Body.GetProperty("access_token")
            .GetString()!;
        await client.GetAsync(client.Data("/limits?access_token=" + token), token);
        await client.SoapAsync("describeMetadata", token: token);
        await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", key), ("client_secret", "wrong"));
        await client.TokenAsync(
            ("grant_type", "client_credentials"),
            ("client_id", "nobody"),
            ("client_secret", secret)
        );
        using (await client.Http.GetAsync($"/services/oauth2/revoke?token={token}&client_id={key}")) { }

        (_, JsonElement journal) = await SendAsync(client, HttpMethod.Get, "requests", null);
        string[] apps =
        [
            .. journal.GetProperty("requests").EnumerateArray().Select(r => r.GetProperty("app").GetString() ?? "-"),
        ];
        Assert.Equal(["Warehouse", "Warehouse", "Warehouse", "Warehouse", "-", "Warehouse"], apps[^6..]);
        Assert.All(apps[..^6], a => Assert.Equal("-", a));
        string text = journal + string.Join('\n', client.Org.Requests.Entries);
        foreach (
            string hidden in client
                .Org.World.Metadata.All.SelectMany(r => r.Pairs)
                .SelectMany(p => new[] { p.Key, p.Secret.Reveal() })
                .Concat([token, client.Token])
        )
        {
            Assert.DoesNotContain(hidden, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_journal_keeps_the_newest_and_says_how_many_it_forgot()
    {
        RequestJournal journal = new();
        for (int i = 0; i < 50_010; i++)
        {
            journal.Add(
                new JournalEntry(
                    DateTimeOffset.UnixEpoch.AddSeconds(i),
                    "GET",
                    "/x",
                    "unknown",
                    null,
                    200,
                    IsChange: false,
                    Fault: null
                )
            );
        }

        Assert.Equal((50_000, 10L), (journal.Count, journal.Forgotten));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(10), journal.Entries[0].Time);
        journal.Clear();
        Assert.Equal((0, 0L), (journal.Count, journal.Forgotten));
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        PracticeClient client,
        HttpMethod method,
        string path,
        string? body,
        string? token = null
    )
    {
        using StringContent? content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.SendAsync(method, "/practice/" + path, content, token);
        string text = await response.Content.ReadAsStringAsync();
        using JsonDocument document = JsonDocument.Parse(text.Length == 0 ? "null" : text);
        return (response.StatusCode, document.RootElement.Clone());
    }
}
