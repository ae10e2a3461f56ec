using EcaTools.Core.Conversion.Profiles;

namespace EcaTools.Core.Mcp;

/// <summary>
/// Tests whether an MCP client can connect to Salesforce's hosted MCP servers through an External Client App: by the
/// app's settings and policies, and on request by asking the server itself.
/// </summary>
/// <param name="client">The MCP client.</param>
/// <param name="options">How; null for the defaults.</param>
public sealed class McpReadinessTester(McpProfile client, McpTestOptions? options = null)
{
    // Discovery documents and the response to initialize are small; a server that sends without end is cut off.
    private const int LargestResponse = 1024 * 1024;

    private readonly McpTestOptions _options = Bounded(options ?? new McpTestOptions());

    /// <summary>Tests an app.</summary>
    /// <exception cref="EcaException"><c>InsecureUrl</c> before anything is sent.</exception>
    public async Task<EcaMcpReadiness> TestAsync(McpApp app, string? org, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(app);
        DateTimeOffset now = _options.Http.TimeProvider.GetUtcNow();
        McpRequirementSet requirements = RequirementsOf(_options.AsOf ?? DateOnly.FromDateTime(now.UtcDateTime));
        List<McpFinding> findings = [.. new McpAppChecks(app, client, requirements).Check()];
        if (_options.ServerUrl is { } url)
        {
            findings.Add(McpServerUrl.Check(url, _options.IsSandbox));
        }

        bool isServer = findings[^1].Status is McpCheckStatus.Passed;
        if (_options is { Servers: { } servers, ServerUrl: { } asked })
        {
            findings.Add(servers.Check(asked));
        }

        if (_options.Token is { } token)
        {
            findings.Add(McpTokenChecks.Check(token));
        }

        McpDiscoveryState? state = null;
        if (_options is { IsLive: true, ServerUrl: { } server })
        {
            // A token goes to a hosted MCP server alone.
            McpLiveChecks live = new(server, app, client, isServer ? _options : _options with { Token = null });
            (state, IEnumerable<McpFinding> found) = await live.RunAsync(cancellation).ConfigureAwait(false);
            findings.AddRange(found);
        }

        return new EcaMcpReadiness
        {
            App = app.Name,
            Client = client.Name,
            Org = org,
            Requirements = requirements.Name,
            Findings =
            [
                .. findings
                    .Select(Shown)
                    .OrderBy(finding =>
                        finding.Status switch
                        {
                            McpCheckStatus.Failed => 0,
                            McpCheckStatus.Warning => 1,
                            McpCheckStatus.Skipped => 2,
                            _ => 3,
                        }
                    ),
            ],
            Discovery = state,
            FailingClients = state is { } known ? McpLiveChecks.Fact(known).Fails : [],
            Path = app.Source,
            CheckedAt = now,
        };
    }

    private static McpTestOptions Bounded(McpTestOptions options) =>
        options with
        {
            Http = options.Http with { MaximumAnswerBytes = LargestResponse },
        };

    /// <summary>A finding may quote a server, which may send anything.</summary>
    private static McpFinding Shown(McpFinding finding)
    {
        const int Longest = 600;
        string detail = SafeText.OneLine(finding.Detail);
        return finding with { Detail = detail.Length > Longest ? $"{detail[..Longest]}…" : detail };
    }

    private static McpRequirementSet RequirementsOf(DateOnly day) =>
        McpProfile.Requirements.FirstOrDefault(set => set.From <= day) ?? McpProfile.Requirements[^1];
}
