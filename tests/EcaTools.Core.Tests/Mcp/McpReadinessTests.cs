using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Conversion.Profiles;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Mcp;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Tests.Deployment;
using EcaTools.PracticeOrg;
using EcaTools.PracticeOrg.World;
using Xunit;

namespace EcaTools.Core.Tests.Mcp;

/// <summary>An app that New-EcaMetadata makes for an MCP client is ready for it; what is wrong with another one, or
/// with the server, is named.</summary>
public class McpReadinessTests
{
    private const string Name = "Mcp_Client";
    private const string Server = "/platform/mcp/v1/platform/sobject-all";

    [Fact]
    public async Task What_is_converted_for_a_client_passes_for_it()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        foreach (McpProfile profile in McpProfile.All)
        {
            EcaMcpReadiness result = await TestAsync(McpApp.Of(Write(session, profile)), profile);

            Assert.True(result.Outcome is McpOutcome.Ready, string.Join('\n', result.Findings));
            Assert.Equal("Current", result.Requirements);
            Assert.Equal(FixedTime.Noon, result.CheckedAt);
        }
    }

    [Theory]
    [InlineData("<isPkceRequired>true", "<isPkceRequired>false", "isPkceRequired")]
    [InlineData("<isNamedUserJwtEnabled>true", "<isNamedUserJwtEnabled>false", "isNamedUserJwtEnabled")]
    [InlineData("<isConsumerSecretOptional>true", "<isConsumerSecretOptional>false", "isConsumerSecretOptional")]
    [InlineData("claude.ai", "claude.example.com", "CallbackUrl")]
    [InlineData("auth_callback", "auth_callback/", "CallbackUrl")]
    [InlineData("MCP, RefreshToken", "RefreshToken", "Scopes")]
    public async Task What_keeps_a_client_from_connecting_is_named(string from, string to, string check)
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        McpProfile claude = McpProfile.Find("Claude");
        EcaMetadata app = Write(session, claude);
        foreach (EcaMetadataFile file in app.Files)
        {
            string text = await File.ReadAllTextAsync(file.Path, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                file.Path,
                text.Replace(from, to, StringComparison.Ordinal),
                TestContext.Current.CancellationToken
            );
        }

        EcaMcpReadiness result = await TestAsync(McpApp.Of(app), claude);

        Assert.Equal(McpOutcome.NotReady, result.Outcome);
        McpFinding finding = Assert.Single(result.Findings, finding => finding.Status is McpCheckStatus.Failed);
        Assert.Equal(check, finding.Check);
        Assert.NotNull(finding.NextStep);
    }

    [Fact]
    public async Task An_older_day_has_the_requirements_of_that_day_and_the_result_says_how_they_differ()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        McpProfile claude = McpProfile.Find("Claude");
        EcaMcpReadiness result = await new McpReadinessTester(
            claude,
            new McpTestOptions { AsOf = new DateOnly(2026, 1, 1), Http = AtNoon }
        ).TestAsync(McpApp.Of(Write(session, claude)), org: null, default);

        Assert.Equal(("Beta", McpOutcome.NotReady), (result.Requirements, result.Outcome));
        Assert.Contains(
            result.Findings,
            finding =>
                finding.Check == "Requirements" && finding.Detail.Contains("EinsteinGPT", StringComparison.Ordinal)
                || finding.Detail.Contains("MCP", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_Connected_App_is_not_supported()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        McpApp app = await McpApp.ReadAsync(session.Org, "Sales_Desktop", default);

        EcaMcpReadiness result = await TestAsync(app, McpProfile.Find("Claude"));

        Assert.Equal("AppKind", Assert.Single(result.Findings).Check);
        Assert.Equal(McpOutcome.NotReady, result.Outcome);
        EcaException missing = await Assert.ThrowsAsync<EcaException>(() =>
            McpApp.ReadAsync(session.Org, "Nobody", default)
        );
        Assert.Equal("AppNotFound", missing.ErrorId);
    }

    [Theory]
    [InlineData(McpDiscovery.OpenIdOnly, McpDiscoveryState.OpenIdOnly, McpOutcome.Ready)]
    [InlineData(McpDiscovery.Complete, McpDiscoveryState.Complete, McpOutcome.Ready)]
    [InlineData(McpDiscovery.NoProtectedResource, McpDiscoveryState.NoProtectedResource, McpOutcome.Ready)]
    [InlineData(McpDiscovery.NoAuthorizationServer, McpDiscoveryState.NoAuthorizationServer, McpOutcome.ServerProblem)]
    [InlineData(McpDiscovery.IssuerMismatch, McpDiscoveryState.IssuerMismatch, McpOutcome.Ready)]
    [InlineData(McpDiscovery.NoPkce, McpDiscoveryState.NoPkce, McpOutcome.Ready)]
    public async Task Each_state_of_discovery_is_named_and_the_app_itself_is_right(
        McpDiscovery served,
        McpDiscoveryState state,
        McpOutcome outcome
    )
    {
        await using PracticeSession session = await PracticeSession.StartAsync(
            new PracticeOrgOptions
            {
                Seed = "empty",
                Now = FixedTime.Noon,
                McpDiscovery = served,
            }
        );
        McpProfile claude = McpProfile.Find("Claude");
        await new EcaPublisher(session.Org).PublishAsync(Write(session, claude));
        McpApp app = await McpApp.ReadAsync(session.Org, Name, default);

        EcaMcpReadiness result = await LiveAsync(session, app, claude, token: null);

        Assert.Equal(state, result.Discovery);
        Assert.True(outcome == result.Outcome, string.Join('\n', result.Findings));
        Assert.Equal(state is McpDiscoveryState.Complete, result.FailingClients.IsEmpty);
    }

    [Fact]
    public async Task An_opaque_token_is_refused_and_the_reason_is_named()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        McpProfile claude = McpProfile.Find("Claude");
        await new EcaPublisher(session.Org).PublishAsync(Write(session, claude));
        McpApp app = await McpApp.ReadAsync(session.Org, Name, default);

        EcaMcpReadiness result = await LiveAsync(session, app, claude, new AccessToken(session.Server.AccessToken));

        McpFinding refused = Assert.Single(result.Findings, finding => finding.Check == "Initialize");
        Assert.Equal(McpCheckStatus.Failed, refused.Status);
        Assert.Contains("INVALID_JWT_FORMAT", refused.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(session.Server.AccessToken, string.Join(' ', result.Findings), StringComparison.Ordinal);
        Assert.Equal(
            McpCheckStatus.Passed,
            Assert.Single(result.Findings, finding => finding.Check == "Authorization").Status
        );
    }

    [Theory]
    [InlineData("https://api.salesforce.com/platform/mcp/v1/platform/sobject-all", true, "has no /sandbox/")]
    [InlineData("https://api.salesforce.com/platform/mcp/v1/sandbox/platform/x", false, "is not a sandbox")]
    [InlineData("https://evil.example.com/platform/mcp/v1/platform/x", false, "host")]
    [InlineData("https://api.salesforce.com/mcp", false, "path")]
    public void A_server_URL_that_is_not_the_orgs_is_a_finding(string url, bool isSandbox, string words)
    {
        McpFinding finding = McpServerUrl.Check(new Uri(url), isSandbox);
        Assert.Equal(McpCheckStatus.Failed, finding.Status);
        Assert.Contains(words, finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_URL_without_https_is_refused()
    {
        EcaException refused = Assert.Throws<EcaException>(() =>
            McpServerUrl.Check(new Uri("http://api.salesforce.com/platform/mcp/v1/platform/x"), isSandbox: null)
        );
        Assert.Equal("InsecureUrl", refused.ErrorId);
    }

    [Fact]
    public async Task A_token_is_not_sent_to_a_server_that_is_not_a_hosted_one()
    {
        await using PracticeSession session = await PracticeSession.StartAsync("empty");
        McpProfile claude = McpProfile.Find("Claude");
        session.Server.Requests.Clear();

        EcaMcpReadiness result = await new McpReadinessTester(
            claude,
            new McpTestOptions
            {
                ServerUrl = new Uri(session.Server.Url, "/mcp"),
                IsLive = true,
                Token = new AccessToken(session.Server.AccessToken),
                Http = new SalesforceClientOptions { TimeProvider = session.Server.Time },
            }
        ).TestAsync(McpApp.Of(Write(session, claude)), org: null, default);

        Assert.Equal(McpCheckStatus.Skipped, result.Findings.Single(finding => finding.Check == "Initialize").Status);
        Assert.DoesNotContain(session.Server.Requests.Entries, entry => entry.Method == "POST");
    }

    private static SalesforceClientOptions AtNoon => new() { TimeProvider = FixedTime.AtNoon };

    private static Task<EcaMcpReadiness> TestAsync(McpApp app, McpProfile profile) =>
        new McpReadinessTester(profile, new McpTestOptions { Http = AtNoon }).TestAsync(app, org: null, default);

    private static Task<EcaMcpReadiness> LiveAsync(
        PracticeSession session,
        McpApp app,
        McpProfile profile,
        AccessToken? token
    ) =>
        new McpReadinessTester(
            profile,
            new McpTestOptions
            {
                ServerUrl = new Uri(session.Server.Url, Server),
                IsLive = true,
                Token = token,
                Http = new SalesforceClientOptions { TimeProvider = session.Server.Time },
            }
        ).TestAsync(app, "practice", default);

    private static EcaMetadata Write(PracticeSession session, McpProfile profile)
    {
        McpProfile complete = profile.CallbackUrls.IsEmpty
            ? profile with
            {
                CallbackUrls = ["https://example.com/cb"],
            }
            : profile;
        using EcaProjectWriter writer = new(Path.Combine(session.Folder.FullName, profile.Name), overwrite: true);
        EcaMetadata metadata = writer.Write(
            new EcaConverter().Convert(
                McpProfile.NewApp(Name, "MCP client", "owner@example.com"),
                new ConversionOptions { Profiles = [complete], ApiVersion = new ApiVersion(66) }
            )
        );
        writer.Complete();
        return metadata;
    }
}
