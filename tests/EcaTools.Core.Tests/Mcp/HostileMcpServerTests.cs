using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using EcaTools.Core.Conversion.Profiles;
using EcaTools.Core.Mcp;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Mcp;

/// <summary>What stands in the place of an MCP server gets neither the token nor the consumer key of the app, and its
/// words reach no terminal.</summary>
public class HostileMcpServerTests
{
    private const string Key = "consumer.key.of.the.app";
    private const string Host = "https://api.salesforce.com";
    private const string Path = "/platform/mcp/v1/platform/sobject-all";
    private const string Token = "eyJhbGciOiJub25lIn0.eyJzY3AiOiJtY3BfYXBpIGFwaSJ9.c2lnbmF0dXJl";

    [Fact]
    public async Task A_server_that_answers_with_a_page_is_unusable()
    {
        Stub stub = new(_ => Page("<html><h1>Sign in</h1></html>"));

        EcaMcpReadiness result = await TestAsync(stub);

        Assert.Equal(McpDiscoveryState.Unusable, result.Discovery);
        Assert.Contains("text/html", Discovery(result), StringComparison.Ordinal);
        Assert.DoesNotContain(stub.Sent, sent => sent.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_reported_and_not_followed()
    {
        Stub stub = new(_ => new HttpResponseMessage(HttpStatusCode.Found)
        {
            Headers = { Location = new Uri("https://evil.example.com/metadata") },
        });

        EcaMcpReadiness result = await TestAsync(stub, Token);

        Assert.Equal(McpDiscoveryState.Unusable, result.Discovery);
        Assert.Contains("redirects to https://evil.example.com/metadata", Discovery(result), StringComparison.Ordinal);
        Assert.All(stub.Sent, sent => Assert.Contains($" {Host}/", sent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://login.salesforce.com", "is not https")]
    [InlineData("http://localhost:8080", "is not https")]
    [InlineData("https://localhost:8080", "not on a host of Salesforce")]
    [InlineData("https://169.254.169.254/latest", "not on a host of Salesforce")]
    [InlineData("https://evil.example.com", "not on a host of Salesforce")]
    [InlineData("https://evilsalesforce.com", "not on a host of Salesforce")]
    [InlineData("https://login.salesforce.com@evil.example.com", "not on a host of Salesforce")]
    public async Task An_authorization_server_that_is_not_Salesforces_gets_no_request(string named, string words)
    {
        Stub stub = new(_ => Json($$"""{"authorization_servers":["{{named}}"]}"""));

        EcaMcpReadiness result = await TestAsync(stub);

        Assert.Equal(McpDiscoveryState.Unusable, result.Discovery);
        Assert.Contains(words, Discovery(result), StringComparison.Ordinal);
        Assert.Equal($"GET {Host}/.well-known/oauth-protected-resource{Path}", Assert.Single(stub.Sent));
    }

    [Fact]
    public async Task A_body_without_end_is_cut_off()
    {
        Stub stub = new(_ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(new EndlessStream()) { Headers = { { "Content-Type", "application/json" } } },
        });

        EcaMcpReadiness result = await TestAsync(stub, Token);

        Assert.Equal(McpDiscoveryState.Unusable, result.Discovery);
        Assert.Contains(result.Findings, finding => finding is { Check: "Initialize", Status: McpCheckStatus.Failed });
    }

    [Fact]
    public async Task The_words_of_a_server_are_one_short_line_and_hold_no_token()
    {
        string noise = $"\u001b[2J##vso[task.setvariable]{new string('x', 100_000)}";
        Stub stub = new(request =>
            request.Method == HttpMethod.Post
                ? Page($"denied {Token} {noise}", HttpStatusCode.Forbidden)
                : Json(
                    $$"""{"authorization_servers":["https://login.salesforce.com"],"issuer":"a\u001b[2J\nb{{new string('y', 9999)}}"}"""
                )
        );

        EcaMcpReadiness result = await TestAsync(stub, Token);

        foreach (McpFinding finding in result.Findings)
        {
            Assert.DoesNotContain(finding.Detail, letter => char.IsControl(letter));
            Assert.InRange(finding.Detail.Length, 1, 700);
            Assert.DoesNotContain(Token, finding.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(McpDiscoveryState.IssuerMismatch, result.Discovery);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"authorization_servers\":7}")]
    [InlineData("{\"authorization_servers\":[{}]}")]
    [InlineData("{\"authorization_servers\":[]}")]
    [InlineData("not JSON")]
    public async Task Metadata_that_is_not_what_it_should_be_is_unusable(string body)
    {
        EcaMcpReadiness result = await TestAsync(new Stub(_ => Json(body)));
        Assert.NotEqual(McpDiscoveryState.Complete, result.Discovery);
        Assert.Equal(
            McpCheckStatus.Failed,
            Assert.Single(result.Findings, finding => finding.Check == "Discovery").Status
        );
    }

    [Fact]
    public async Task What_an_agent_could_reach_with_a_token_is_a_finding_and_nothing_is_sent_for_it()
    {
        EcaMcpReadiness result = await TestAsync(new Stub(_ => Page("")), Token);
        McpFinding reach = Assert.Single(result.Findings, finding => finding.Check == "TokenReach");
        Assert.Equal(McpCheckStatus.Warning, reach.Status);
        Assert.Contains("With api ", reach.Detail, StringComparison.Ordinal);
    }

    private static string Discovery(EcaMcpReadiness result) =>
        Assert.Single(result.Findings, finding => finding.Check == "Discovery").Detail;

    private static Task<EcaMcpReadiness> TestAsync(Stub stub, string? token = null) =>
        new McpReadinessTester(
            McpProfile.Find("Claude"),
            new McpTestOptions
            {
                ServerUrl = new Uri(Host + Path),
                IsLive = true,
                Token = token is null ? null : new AccessToken(token),
                Http = new SalesforceClientOptions
                {
                    Handler = stub,
                    MaxAttempts = 1,
                    TimeProvider = FixedTime.AtNoon,
                },
            }
        ).TestAsync(
            new McpApp(
                "App",
                "folder",
                ImmutableDictionary<string, MetadataRecord>.Empty.Add(
                    EcaType.GlobalOauthSettings,
                    new MetadataRecord(
                        EcaType.GlobalOauthSettings,
                        [new MetadataField("consumerKey", Key, Group: null)]
                    )
                )
            ),
            org: null,
            default
        );

    private static HttpResponseMessage Page(string html, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(html, Encoding.UTF8, "text/html") };

    private static HttpResponseMessage Json(string json) =>
        new(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    private sealed class Stub(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public ConcurrentQueue<string> Sent { get; } = new();

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Sent.Enqueue($"{request.Method} {request.RequestUri}");
            HttpResponseMessage response = answer(request);
            response.RequestMessage = request;
            return Task.FromResult(response);
        }
    }

    /// <summary>Spaces without end.</summary>
    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            return count;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
