using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce;

public class SalesforceClientTests
{
    [Theory]
    [InlineData("http://acme.my.salesforce.com")]
    [InlineData("ftp://acme.my.salesforce.com")]
    [InlineData("http://localhost.example.com")]
    public void A_url_that_is_neither_https_nor_loopback_is_refused_before_the_first_byte(string url)
    {
        StubOrg org = new();

        EcaException error = Assert.Throws<EcaException>(() =>
            new SalesforceClient(new Uri(url), new AccessToken(StubOrg.Secret), new ApiVersion(66), org.Options())
        );

        Assert.Equal("InsecureUrl", error.ErrorId);
        Assert.Equal(EcaErrorCategory.SecurityError, error.Category);
        Assert.Empty(org.Sent);
    }

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://[::1]:8080")]
    public async Task Http_is_accepted_on_loopback(string url)
    {
        StubOrg org = new StubOrg().Answer(200, "{}");
        using SalesforceClient client = new(
            new Uri(url),
            new AccessToken(StubOrg.Secret),
            new ApiVersion(66),
            org.Options()
        );

        await client.GetJsonAsync("limits");

        Assert.Equal(new Uri(url).Authority, org.Sent.Single().Url.Authority);
    }

    [Theory]
    [InlineData("limits", "/services/data/v66.0/limits")]
    [InlineData("/services/data", "/services/data")]
    [InlineData("https://acme.my.salesforce.com/services/data/v60.0/", "/services/data/v60.0/")]
    public async Task A_path_is_taken_from_the_root_or_from_the_api_version(string path, string expected)
    {
        StubOrg org = new StubOrg().Answer(200, "{}");

        await org.Client().GetJsonAsync(path);

        Assert.Equal("https://acme.my.salesforce.com" + expected, org.Sent.Single().Url.AbsoluteUri);
        Assert.Equal("Bearer " + StubOrg.Secret, org.Sent.Single().Authorization);
    }

    [Theory]
    [InlineData("https://evil.example.com/services/data")]
    [InlineData("http://acme.my.salesforce.com/services/data")]
    [InlineData("https://acme.my.salesforce.com:8443/services/data")]
    [InlineData("https://a:b@acme.my.salesforce.com/services/data")]
    [InlineData("//evil.example.com/services/data")]
    [InlineData("/\\evil.example.com/services/data")]
    public async Task The_token_is_sent_to_no_other_host(string path)
    {
        StubOrg org = new StubOrg().Answer(200, "{}");

        EcaException error = await org.FailAsync(client => client.GetJsonAsync(path));

        Assert.Equal("UnsafeHost", error.ErrorId);
        Assert.Empty(org.Sent);
    }

    [Fact]
    public async Task A_next_page_on_another_host_is_not_followed()
    {
        StubOrg org = new StubOrg().Answer(
            200,
            """{"done":false,"records":[],"nextRecordsUrl":"https://evil.example.com/next"}"""
        );

        EcaException error = await org.FailAsync(client =>
            client.QueryAsync("SELECT Id FROM User").ToListAsync().AsTask()
        );

        Assert.Equal("UnsafeHost", error.ErrorId);
        Assert.Single(org.Sent);
    }

    [Fact]
    public async Task A_redirect_is_refused_and_not_followed()
    {
        StubOrg org = new StubOrg().Answer(302, "", "", ("Location", "https://evil.example.com/?token=1"));

        EcaException error = await org.FailAsync(client => client.GetJsonAsync("limits"));

        Assert.Equal("UnsafeHost", error.ErrorId);
        Assert.Contains("evil.example.com", error.Message, StringComparison.Ordinal);
        Assert.Single(org.Sent);
    }

    [Fact]
    public async Task A_query_is_escaped_and_its_pages_are_followed_to_the_last()
    {
        StubOrg org = new StubOrg()
            .Answer(
                200,
                """{"totalSize":3,"done":false,"records":[{"Id":"1"},{"Id":"2"}],"nextRecordsUrl":"/services/data/v66.0/query/01g-2000"}"""
            )
            .Answer(200, """{"totalSize":3,"done":true,"records":[{"Id":"3"}]}""");

        List<JsonElement> records = await org.Client()
            .QueryAsync("SELECT Id FROM User WHERE Name = 'A&B +c'")
            .ToListAsync();

        Assert.Equal("1 2 3", string.Join(' ', records.Select(record => record.Text("Id"))));
        Assert.Equal(
            "/services/data/v66.0/query?q=SELECT%20Id%20FROM%20User%20WHERE%20Name%20%3D%20%27A%26B%20%2Bc%27",
            org.Sent[0].Url.PathAndQuery
        );
        Assert.Equal("/services/data/v66.0/query/01g-2000", org.Sent[1].Url.PathAndQuery);
    }

    [Fact]
    public async Task A_tooling_query_goes_to_the_tooling_api()
    {
        StubOrg org = new StubOrg().Answer(200, """{"done":true,"records":[]}""");

        await org.Client().QueryAsync("SELECT Id FROM X", tooling: true).ToListAsync();

        Assert.StartsWith(
            "/services/data/v66.0/tooling/query?q=",
            org.Sent.Single().Url.PathAndQuery,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("""{"done":false,"records":[]}""")]
    [InlineData("""{"done":true}""")]
    [InlineData("""[]""")]
    public async Task A_page_that_would_lose_records_in_silence_is_an_error(string page)
    {
        StubOrg org = new StubOrg().Answer(200, page);

        EcaException error = await org.FailAsync(client =>
            client.QueryAsync("SELECT Id FROM User").ToListAsync().AsTask()
        );

        Assert.Equal("UnexpectedResponse", error.ErrorId);
    }

    [Fact]
    public async Task Versions_come_oldest_first()
    {
        StubOrg org = new StubOrg().Answer(
            200,
            """[{"version":"68.0"},{"version":"59.0"},{"label":"?"},{"version":"66.0"}]"""
        );

        Assert.Equal(
            [new ApiVersion(59), new ApiVersion(66), new ApiVersion(68)],
            await org.Client().GetVersionsAsync()
        );
    }

    [Fact]
    public async Task The_api_use_is_read_from_each_answer()
    {
        StubOrg org = new StubOrg().Answer(
            200,
            "{}",
            "application/json",
            ("Sforce-Limit-Info", "api-usage=25/15000; per-app-api-usage=17/250(appName=sample app)")
        );
        SalesforceClient client = org.Client();
        Assert.Null(client.Usage);

        await client.GetJsonAsync("limits");

        Assert.Equal(new ApiUsage(25, 15000, 17, 250, "sample app"), client.Usage);
    }

    [Theory]
    [InlineData("api-usage=1/2", 1, 2)]
    [InlineData("per-app-api-usage=1/2(appName=x); api-usage=3/4", 3, 4)]
    public void The_api_use_is_read_wherever_it_stands(string header, int used, int max)
    {
        ApiUsage? usage = ApiUsage.Parse(header);
        Assert.Equal((used, max), (usage!.Used, usage.Max));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("api-usage=x/y")]
    [InlineData("api-usage=99999999999999/1")]
    public void A_header_that_makes_no_sense_gives_no_use(string? header) => Assert.Null(ApiUsage.Parse(header));

    [Fact]
    public async Task A_disposed_connection_says_so_and_sends_nothing_in_any_version()
    {
        StubOrg org = new StubOrg().Answer(200, "{}");
        SalesforceClient client = org.Client();
        SalesforceClient other = client.WithVersion(new ApiVersion(60));
        client.Dispose();

        Assert.Equal("OrgDisconnected", (await org.FailAsync(_ => other.GetJsonAsync("limits"))).ErrorId);
        Assert.Empty(org.Sent);
    }

    [Fact]
    public async Task A_change_without_an_answer_body_gives_an_undefined_element()
    {
        StubOrg org = new StubOrg().Answer(204, "", "");

        JsonElement answer = await org.Client()
            .SendJsonAsync(HttpMethod.Patch, "sobjects/X/1", new JsonObject { ["a"] = 1 });

        Assert.Equal(JsonValueKind.Undefined, answer.ValueKind);
        Assert.Equal("""{"a":1}""", org.Sent.Single().Body);
        Assert.Equal("application/json; charset=UTF-8", org.Sent.Single().ContentType);
    }

    [Fact]
    public async Task Cancelling_ends_a_request_in_flight_at_once_and_it_is_not_repeated()
    {
        StubOrg org = new StubOrg().Hang();
        using CancellationTokenSource stop = new();
        Task<JsonElement> request = org.Client().GetJsonAsync("limits", stop.Token);
        Assert.False(request.IsCompleted);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Single(org.Sent);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_between_two_attempts()
    {
        StubOrg org = new StubOrg().Answer(503, "");
        using CancellationTokenSource stop = new();
        Task<JsonElement> request = org.Client().GetJsonAsync("limits", stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Single(org.Sent);
    }
}
