using System.Web;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Conversion.Profiles;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Mcp;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Tests.Deployment;
using EcaTools.Core.Tests.Salesforce;
using EcaTools.PracticeOrg;
using EcaTools.PracticeOrg.World;
using ModelContextProtocol.Authentication;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace EcaTools.Core.Tests.Mcp;

/// <summary>An MCP client that nobody here wrote connects through an External Client App that New-EcaMetadata makes: the
/// client of the package ModelContextProtocol, with its own discovery and OAuth.</summary>
public class McpClientTests
{
    private const string Name = "Mcp_Client";
    private const string Server = "/platform/mcp/v1/platform/sobject-all";
    private const string Callback = "http://localhost:8787/callback";

    [Theory]
    [InlineData(McpDiscovery.Complete, true)]
    [InlineData(McpDiscovery.OpenIdOnly, true)]
    [InlineData(McpDiscovery.NoProtectedResource, false)]
    [InlineData(McpDiscovery.NoAuthorizationServer, false)]
    [InlineData(McpDiscovery.IssuerMismatch, false)]
    [InlineData(McpDiscovery.NoPkce, false)]
    public async Task The_client_connects_where_discovery_is_complete_and_the_test_names_each_other_state(
        McpDiscovery served,
        bool connects
    )
    {
        await using PracticeSession session = await StartAsync(served);
        McpApp app = await McpApp.ReadAsync(session.Org, Name, default);
        EcaMcpReadiness readiness = await ReadinessAsync(session, app, token: null);
        Assert.Equal(served.ToString(), readiness.Discovery.ToString());
        Assert.DoesNotContain(
            readiness.Findings,
            finding => finding.Check != "Discovery" && finding.Status is McpCheckStatus.Failed
        );

        Exception? failure = await Record.ExceptionAsync(async () =>
        {
            await using McpClient client = await ConnectAsync(session, app, cache: null);
        });

        Assert.True(connects == failure is null, $"{served}: {failure}");
        Assert.Equal(connects, readiness.FailingClients.IsEmpty || served is McpDiscovery.OpenIdOnly);
    }

    [Fact]
    public async Task A_whole_session_runs_with_a_token_in_JWT_format()
    {
        await using PracticeSession session = await StartAsync(McpDiscovery.Complete);
        McpApp app = await McpApp.ReadAsync(session.Org, Name, default);
        Tokens cache = new();
        await using (McpClient client = await ConnectAsync(session, app, cache))
        {
            Assert.Equal("sobject-all", client.ServerInfo?.Name);
            Assert.False(string.IsNullOrEmpty(client.SessionId));
            McpClientTool tool = Assert.Single(
                await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)
            );
            CallToolResult result = await tool.CallAsync(cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(session.Org.Username, Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text);
        }

        AccessToken token = new(cache.Token!.AccessToken);
        Assert.True(token.IsJwt);
        EcaMcpReadiness readiness = await ReadinessAsync(session, app, token);
        Assert.Equal(McpOutcome.Ready, readiness.Outcome);
        foreach (string check in (string[])["Initialize", "TokenReach", "ServerActive", "Authorization"])
        {
            McpFinding finding = Assert.Single(readiness.Findings, finding => finding.Check == check);
            Assert.True(finding.Status is McpCheckStatus.Passed, $"{finding}");
        }

        Assert.DoesNotContain(cache.Token.AccessToken, string.Concat(readiness.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_active_is_named_by_the_org_and_by_the_server()
    {
        await using PracticeSession session = await StartAsync(McpDiscovery.Complete);
        McpApp app = await McpApp.ReadAsync(session.Org, Name, default);
        Tokens cache = new();
        await (await ConnectAsync(session, app, cache)).DisposeAsync();
        session.Server.Setup.SetMcpServer("sobject-all", isActive: false);

        EcaMcpReadiness readiness = await ReadinessAsync(session, app, new AccessToken(cache.Token!.AccessToken));

        Assert.Equal(McpOutcome.ServerProblem, readiness.Outcome);
        Assert.Equal(
            2,
            readiness.Findings.Count(finding =>
                finding is { Check: "ServerActive", Status: McpCheckStatus.Failed }
                && finding.NextStep!.Contains("Activate", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task An_older_session_and_a_server_that_the_org_does_not_list_are_not_a_pass()
    {
        await using PracticeSession session = await StartAsync(McpDiscovery.Complete, version: 66);
        McpServers unread = await McpServers.ReadAsync(session.Org, default);
        Assert.Equal(McpCheckStatus.Skipped, unread.Check(new Uri(session.Server.Url, Server)).Status);
        await using PracticeSession newer = await StartAsync(McpDiscovery.Complete);
        McpServers servers = await McpServers.ReadAsync(newer.Org, default);
        McpFinding unlisted = servers.Check(new Uri(newer.Server.Url, "/platform/mcp/v1/custom/mine"));
        Assert.Equal(McpCheckStatus.Warning, unlisted.Status);
        Assert.Contains("sobject_all", unlisted.Detail, StringComparison.Ordinal);
    }

    private static async Task<PracticeSession> StartAsync(McpDiscovery served, int version = 67)
    {
        PracticeSession session = await PracticeSession.StartAsync(
            new PracticeOrgOptions
            {
                Seed = "empty",
                Now = FixedTime.Noon,
                McpDiscovery = served,
            },
            new ApiVersion(version)
        );
        McpProfile cursor = McpProfile.Find("Cursor");
        using EcaProjectWriter writer = new(Path.Combine(session.Folder.FullName, "app"), overwrite: true);
        EcaMetadata metadata = writer.Write(
            new EcaConverter().Convert(
                McpProfile.NewApp(Name, "MCP client", "owner@example.com"),
                new ConversionOptions { Profiles = [cursor], ApiVersion = new ApiVersion(66) }
            )
        );
        writer.Complete();
        await new EcaPublisher(session.Org).PublishAsync(metadata);
        return session;
    }

    private static async Task<EcaMcpReadiness> ReadinessAsync(
        PracticeSession session,
        McpApp app,
        AccessToken? token
    ) =>
        await new McpReadinessTester(
            McpProfile.Find("Cursor"),
            new McpTestOptions
            {
                ServerUrl = new Uri(session.Server.Url, Server),
                IsLive = true,
                Token = token,
                Servers = await McpServers.ReadAsync(session.Org, default),
                Http = new SalesforceClientOptions { TimeProvider = session.Server.Time },
            }
        ).TestAsync(app, "practice", default);

    private static Task<McpClient> ConnectAsync(PracticeSession session, McpApp app, ITokenCache? cache) =>
        McpClient.CreateAsync(
            new HttpClientTransport(
                new HttpClientTransportOptions
                {
                    Endpoint = new Uri(session.Server.Url, Server),
                    TransportMode = HttpTransportMode.StreamableHttp,
                    OAuth = new ClientOAuthOptions
                    {
                        ClientId = app.ConsumerKey,
                        RedirectUri = new Uri(Callback),
                        TokenCache = cache,
                        AuthorizationCallbackHandler = async (context, _) =>
                        {
                            Uri back = await PracticeUser.AnswerAsync(
                                session.Server,
                                context.AuthorizationUri,
                                session.Org.Username
                            );
                            System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(
                                back.Query
                            );
                            return new AuthorizationResult
                            {
                                Code = query["code"],
                                State = query["state"],
                                Iss = query["iss"],
                            };
                        },
                    },
                }
            ),
            cancellationToken: TestContext.Current.CancellationToken
        );

    private sealed class Tokens : ITokenCache
    {
        public TokenContainer? Token { get; private set; }

        public ValueTask<TokenContainer?> GetTokensAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(Token);

        public ValueTask StoreTokensAsync(TokenContainer tokens, CancellationToken cancellationToken)
        {
            Token = tokens;
            return ValueTask.CompletedTask;
        }
    }
}
