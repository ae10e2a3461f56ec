using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.Tests.Http;

/// <summary>The bytes on the wire, sent by hand.</summary>
public class HttpServerTests
{
    /// <summary>Sends the text on one connection and returns everything that comes back until the server
    /// closes.</summary>
    private static async Task<string> Exchange(PracticeOrgServer org, string text)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, org.Url.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n")));
        client.Client.Shutdown(SocketShutdown.Send);
        using StreamReader reader = new(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    [Fact]
    public async Task One_connection_carries_several_requests_in_order()
    {
        await using PracticeOrgServer org = PracticeOrgServer.Start(new PracticeOrgOptions { Seed = "empty" });
        string answer = await Exchange(
            org,
            "GET /services/data HTTP/1.1\nHost: localhost\n\nPOST /services/oauth2/token HTTP/1.1\nHost: "
                + "localhost\nContent-Length: 14\n\ngrant_type=xyzGET /services/data HTTP/1.1\nHost: "
                + "localhost\nConnection: close\n\nGET /never HTTP/1.1\n\n"
        );
        Assert.Equal(2, Count(answer, "HTTP/1.1 200 OK"));
        Assert.Contains("unsupported_grant_type", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.Equal(["versions", "token", "versions"], org.Requests.Entries.Select(e => e.Kind));
    }

    [Fact]
    public async Task A_chunked_body_is_put_together()
    {
        await using PracticeOrgServer org = PracticeOrgServer.Start(new PracticeOrgOptions { Seed = "empty" });
        string answer = await Exchange(
            org,
            "POST /services/oauth2/token HTTP/1.1\nHost: localhost\nTransfer-Encoding: "
                + "chunked\n\n6\ngrant_\na;x=y\ntype=nonse\n3\nnse\n0\nTrailer: x\n\nGET /services/data "
                + "HTTP/1.1\n\n"
        );
        Assert.Contains("unsupported_grant_type", answer, StringComparison.Ordinal);
        Assert.Equal(1, Count(answer, "HTTP/1.1 200 OK"));
    }

    [Fact]
    public async Task A_client_that_waits_for_100_Continue_is_told_to_go_on()
    {
        await using PracticeOrgServer org = PracticeOrgServer.Start(new PracticeOrgOptions { Seed = "empty" });
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(org.Url, "/services/oauth2/token"))
        {
            Content = new StringContent("grant_type=x"),
        };
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage response = await http.SendAsync(request);
        Assert.Contains("unsupported_grant_type", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 100 Continue",
            await Exchange(org, "POST /services/oauth2/token HTTP/1.1\nExpect: 100-continue\nContent-Length: 1\n\nx"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("nonsense\n\n", 400)]
    [InlineData("GET / HTTP/2.0\n\n", 400)]
    [InlineData("G(T / HTTP/1.1\n\n", 400)]
    [InlineData("GET nowhere HTTP/1.1\n\n", 400)]
    [InlineData("GET / HTTP/1.1\nbad header: x\n\n", 400)]
    [InlineData("GET / HTTP/1.1\n folded: x\n\n", 400)]
    [InlineData("POST / HTTP/1.1\nContent-Length: -1\n\n", 400)]
    [InlineData("POST / HTTP/1.1\nContent-Length: 1\nContent-Length: 2\n\n", 400)]
    [InlineData("POST / HTTP/1.1\nContent-Length: 1\nTransfer-Encoding: chunked\n\n", 400)]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: gzip\n\n", 400)]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\nxyz\n", 400)]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\nxy\n0\n\n", 400)]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\nFFFFFFFF\n", 413)]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n5\nhello\n7fffffffffffffff\nx", 413)]
    [InlineData("POST / HTTP/1.1\nContent-Length: 999999999999\n\n", 413)]
    [InlineData("GET /services/data HTTP/1.1\nHost: rebound.example.com\n\n", 421)]
    [InlineData("GET /services/data HTTP/1.1\nHost: localhost.example.com:80\n\n", 421)]
    [InlineData("GET /services/data HTTP/1.1\nHost: user@localhost\n\n", 421)]
    [InlineData(
        "POST /services/oauth2/token HTTP/1.1\nHost: localhost\nOrigin: https://elsewhere.example.com\n\n",
        403
    )]
    [InlineData("POST /services/oauth2/token HTTP/1.1\nHost: localhost\nOrigin: http://localhost:1\n\n", 403)]
    [InlineData("POST /services/oauth2/token HTTP/1.1\nHost: localhost\nOrigin: null\n\n", 403)]
    public async Task What_is_no_request_is_refused_and_the_connection_ends(string text, int status)
    {
        await using PracticeOrgServer org = PracticeOrgServer.Start(new PracticeOrgOptions { Seed = "empty" });
        string answer = await Exchange(org, text + "GET /services/data HTTP/1.1\n\n");
        Assert.StartsWith(
            string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} "),
            answer,
            StringComparison.Ordinal
        );
        Assert.Equal(1, Count(answer, "HTTP/1.1 "));
        Assert.Empty(org.Requests.Entries);
    }

    [Theory]
    [InlineData("localhost:40123")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:40123")]
    public async Task A_request_of_the_orgs_own_pages_passes_whichever_name_of_loopback_they_have(string host)
    {
        await using PracticeOrgServer org = PracticeOrgServer.Start(new PracticeOrgOptions { Seed = "empty" });
        string answer = await Exchange(org, $"GET /services/data HTTP/1.1\nHost: {host}\nOrigin: http://{host}\n\n");
        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /serv")]
    [InlineData("POST /services/oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Le")]
    [InlineData("POST /services/oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc")]
    [InlineData(
        "POST /services/oauth2/token HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"
    )]
    public async Task A_request_that_never_ends_is_given_up(string half)
    {
        ManualTime time = new();
        await using PracticeOrgServer org = PracticeOrgServer.Start(
            new PracticeOrgOptions { Seed = "empty", TimeProvider = time }
        );
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, org.Url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(half));
        await time.UntilTimersAsync(HttpConnection.LongestRequest);
        time.Advance(HttpConnection.LongestRequest);
        using StreamReader reader = new(client.GetStream(), Encoding.ASCII);
        Assert.StartsWith("HTTP/1.1 408 ", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_may_rest_between_two_requests()
    {
        ManualTime time = new();
        await using PracticeOrgServer org = PracticeOrgServer.Start(
            new PracticeOrgOptions { Seed = "empty", TimeProvider = time }
        );
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, org.Url.Port);
        using StreamReader reader = new(client.GetStream(), Encoding.ASCII);
        await client.GetStream().WriteAsync("HEAD /services/data HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        while (await reader.ReadLineAsync() is { Length: > 0 }) { }

        time.Advance(TimeSpan.FromHours(1));
        await client
            .GetStream()
            .WriteAsync("HEAD /services/data HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 405 ", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_headers_are_refused()
    {
        await using PracticeOrgServer org = PracticeOrgServer.Start(new PracticeOrgOptions { Seed = "empty" });
        Assert.StartsWith(
            "HTTP/1.1 431",
            await Exchange(org, "GET /" + new string('a', 70_000)),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "HTTP/1.1 400",
            await Exchange(org, "GET / HTTP/1.1\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"H{i}: x\n"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task HEAD_is_answered_without_a_body_and_a_whole_URL_as_a_path()
    {
        await using PracticeOrgServer org = PracticeOrgServer.Start(new PracticeOrgOptions { Seed = "empty" });
        string head = await Exchange(org, "HEAD /services/data HTTP/1.0\n\n");
        Assert.EndsWith("\r\n\r\n", head, StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 200 OK",
            await Exchange(org, "GET http://localhost/services/data?x=1 HTTP/1.0\n\n"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Requests_in_parallel_are_all_answered_and_lose_no_change()
    {
        await using PracticeClient client = new("empty");
        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(async i =>
                {
                    Assert.Null(await client.SaveAsync("createMetadata", "ExternalClientApplication", $"App{i}", ""));
                    await client.QueryAsync("SELECT Id, Profile.Name FROM User");
                })
        );
        Assert.Equal(40, (await client.ListAsync("ExternalClientApplication")).Count);
        Assert.Equal(40, (await client.ListAsync("ExtlClntAppConfigurablePolicies")).Count);
        Assert.Equal(82, client.Org.Requests.Count);
        Assert.Equal(40, client.Org.Requests.Changes);
    }
}
