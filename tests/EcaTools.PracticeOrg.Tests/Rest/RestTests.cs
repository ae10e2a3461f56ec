using System.Net;
using System.Text.Json;

namespace EcaTools.PracticeOrg.Tests.Rest;

public class RestTests
{
    [Fact]
    public async Task Versions_are_listed_without_a_token_up_to_the_newest()
    {
        await using PracticeClient client = new("empty");
        using HttpResponseMessage response = await client.Http.GetAsync("/services/data/");
        using JsonDocument body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        List<string> labels =
        [
            .. body
                .RootElement.EnumerateArray()
                .Select(v => $"{v.GetProperty("version").GetString()} {v.GetProperty("label").GetString()}"),
        ];
        Assert.Contains("59.0 Winter '24", labels);
        Assert.Contains("66.0 Spring '26", labels);
        Assert.Equal("68.0 Winter '27", labels[^1]);
        Assert.Equal(
            "/services/data/v68.0",
            body.RootElement[body.RootElement.GetArrayLength() - 1].GetProperty("url").GetString()
        );
    }

    [Theory]
    [InlineData("/services/data/v66.0")]
    [InlineData("/services/data/v66.0/limits")]
    [InlineData("/services/data/v66.0/query?q=SELECT+Id+FROM+User")]
    [InlineData("/services/data/v66.0/tooling/query?q=SELECT+Id+FROM+User")]
    [InlineData("/services/data/v66.0/query/01gPr0000000001IAA-2000")]
    [InlineData("/services/data/v66.0/sobjects")]
    [InlineData("/services/data/v66.0/sobjects/User/describe")]
    [InlineData("/services/data/v66.0/sobjects/User/005Pr0000000001IAA")]
    [InlineData("/services/data/v66.0/apps/oauth/usage")]
    [InlineData("/services/data/v66.0/apps/oauth/credentials/0xIPr0000000001MAA")]
    [InlineData("/services/data/v66.0/metadata/deployRequest/0AfPr0000000001KAA")]
    public async Task A_token_that_is_not_good_is_refused_everywhere(string path)
    {
        await using PracticeClient client = new();
        foreach (string token in new[] { "nonsense", client.Org.OrgId[..15] + "!abc" })
        {
            (HttpStatusCode status, JsonElement body) = await client.GetAsync(path, token);
            Assert.Equal(HttpStatusCode.Unauthorized, status);
            Assert.Equal("INVALID_SESSION_ID", body[0].GetProperty("errorCode").GetString());
        }
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/services/data/v30.0/limits")]
    [InlineData("/services/data/v69.0/limits")]
    [InlineData("/services/data/66/limits")]
    [InlineData("/services/data/v66.0/sobjects/Nonsense/describe")]
    [InlineData("/services/data/v66.0/sobjects/User/005Pr000000zzzz")]
    public async Task What_is_not_there_is_404_NOT_FOUND(string path)
    {
        await using PracticeClient client = new();
        (HttpStatusCode status, JsonElement body) = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("NOT_FOUND", body[0].GetProperty("errorCode").GetString());
    }

    [Fact]
    public async Task Another_method_is_405()
    {
        await using PracticeClient client = new("empty");
        using HttpResponseMessage response = await client.SendAsync(HttpMethod.Delete, client.Data("/limits"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Contains("METHOD_NOT_ALLOWED", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_REST_answer_counts_in_the_limit_header()
    {
        await using PracticeClient client = new("empty");
        using HttpResponseMessage first = await client.SendAsync(HttpMethod.Get, client.Data("/limits"));
        using HttpResponseMessage second = await client.SendAsync(HttpMethod.Get, client.Data("/limits"));
        Assert.Equal("api-usage=1/100000", first.Headers.GetValues("Sforce-Limit-Info").Single());
        Assert.Equal("api-usage=2/100000", second.Headers.GetValues("Sforce-Limit-Info").Single());
    }

    [Fact]
    public async Task A_record_is_found_by_its_15_or_18_character_id_and_gives_the_fields_asked_for()
    {
        await using PracticeClient client = new();
        string id = (await client.QueryAsync("SELECT Id FROM User WHERE LastName = 'Rossi'"))
            .GetProperty("records")[0]
            .GetProperty("Id")
            .GetString()!;
        (_, JsonElement whole) = await client.GetAsync(client.Data($"/sobjects/User/{id}"));
        Assert.Equal("carla.rossi@harbourline.example.com", whole.GetProperty("Username").GetString());
        (_, JsonElement part) = await client.GetAsync(client.Data($"/sobjects/User/{id[..15]}?fields=Name"));
        Assert.Equal("Carla Rossi", part.GetProperty("Name").GetString());
        Assert.False(part.TryGetProperty("Username", out _));
        (HttpStatusCode status, _) = await client.GetAsync(client.Data($"/sobjects/User/{id}?fields=Nope"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task Pages_follow_each_other_until_every_row_was_seen_once()
    {
        await using PracticeClient client = new(configure: o => o with { QueryBatchSize = 5 });
        List<string> seen = [];
        JsonElement page = await client.QueryAsync("SELECT Username FROM User ORDER BY Username");
        while (true)
        {
            Assert.Equal(14, page.GetProperty("totalSize").GetInt32());
            seen.AddRange(
                page.GetProperty("records").EnumerateArray().Select(r => r.GetProperty("Username").GetString()!)
            );
            if (page.GetProperty("done").GetBoolean())
            {
                Assert.False(page.TryGetProperty("nextRecordsUrl", out _));
                break;
            }

            (_, page) = await client.GetAsync(page.GetProperty("nextRecordsUrl").GetString()!);
        }

        Assert.Equal(14, seen.Distinct().Count());
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
    }

    [Theory]
    [InlineData("01gPr0000000009IAA-5")]
    [InlineData("nonsense")]
    public async Task An_unknown_query_locator_is_refused(string locator)
    {
        await using PracticeClient client = new();
        (HttpStatusCode status, JsonElement body) = await client.GetAsync(client.Data("/query/" + locator));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("INVALID_QUERY_LOCATOR", body[0].GetProperty("errorCode").GetString());
    }

    [Fact]
    public async Task Both_names_of_loopback_reach_the_org()
    {
        await using PracticeClient client = new("empty");
        using HttpClient other = new();
        using HttpResponseMessage response = await other.GetAsync(
            new Uri($"http://127.0.0.1:{client.Org.Url.Port}/services/data")
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_413_whether_its_length_is_announced_or_not()
    {
        await using PracticeClient client = new("empty", o => o with { MaximumRequestBytes = 1000 });
        foreach (bool chunked in new[] { false, true })
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/services/oauth2/token")
            {
                Content = new ByteArrayContent(new byte[1001]),
            };
            request.Headers.TransferEncodingChunked = chunked;
            using HttpResponseMessage response = await client.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        }
    }

    [Fact]
    public async Task The_first_port_stays_taken_until_the_org_stops()
    {
        int port;
        await using (PracticeClient client = new("empty"))
        {
            port = client.Org.Url.Port;
            Assert.ThrowsAny<System.Net.Sockets.SocketException>(() =>
                PracticeOrgServer.Start(new PracticeOrgOptions { Port = port, Seed = "empty" })
            );
        }

        await using PracticeOrgServer again = PracticeOrgServer.Start(
            new PracticeOrgOptions { Port = port, Seed = "empty" }
        );
        Assert.Equal(port, again.Url.Port);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_client_that_never_finishes_its_request()
    {
        PracticeClient client = new("empty");
        using System.Net.Sockets.TcpClient half = new("127.0.0.1", client.Org.Url.Port);
        await half.GetStream()
            .WriteAsync(
                "POST /services/oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc"u8.ToArray()
            );
        await client.GetAsync("/services/data");
        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void An_unknown_seed_or_a_port_that_is_none_is_refused_at_the_start()
    {
        Assert.Contains(
            "nonsense",
            Assert
                .Throws<ArgumentException>(() => PracticeOrgServer.Start(new PracticeOrgOptions { Seed = "nonsense" }))
                .Message,
            StringComparison.Ordinal
        );
        Assert.ThrowsAny<ArgumentException>(() => PracticeOrgServer.Start(new PracticeOrgOptions { Port = 70000 }));
        Assert.ThrowsAny<ArgumentException>(() => PracticeOrgServer.Start(new PracticeOrgOptions { DeployPolls = 0 }));
    }
}
