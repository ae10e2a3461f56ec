using System.Management.Automation;
using System.Security;
using EcaTools.Commands.Metadata;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Profiles;
using EcaTools.Core.Mcp;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.TestReports;
using EcaTools.Engine;
using EcaTools.Engine.Binding;
using EcaTools.Engine.Output;

namespace EcaTools.Commands.Mcp;

/// <summary>Tests whether MCP clients such as Claude, ChatGPT and Cursor can connect to Salesforce's hosted MCP servers
/// through External Client Apps.</summary>
[Cmdlet(
    VerbsDiagnostic.Test,
    "EcaMcpReadiness",
    DefaultParameterSetName = OrgSet,
    HelpUri = Help.Uri + "Test-EcaMcpReadiness.md"
)]
[OutputType(typeof(EcaMcpReadiness))]
public sealed class TestEcaMcpReadinessCommand : EcaCmdlet
{
    private const string OrgSet = "Org";
    private const string PathSet = "Path";
    private readonly FailOnTally _tally = new();
    private readonly Dictionary<string, TestRule> _rules = new(StringComparer.Ordinal);
    private TestReport? _report;
    private McpServers? _servers;

    /// <summary>The External Client Apps: full names, or what Get-ExternalClientApp and Publish-EcaMetadata
    /// write.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OrgSet, ValueFromPipeline = true)]
    [NameFrom("ExternalClientAppName", "Name", "App")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Inventory.ExternalClientAppNameCompleter))]
    [Alias("App")]
    public string[] Name { get; set; } = [];

    /// <summary>The org of the apps: what Connect-EcaOrg wrote, or its alias. The session's current org if it is left
    /// out.</summary>
    [Parameter(ParameterSetName = OrgSet)]
    [Org]
    [ArgumentCompleter(typeof(OrgAliasCompleter))]
    [ValidateNotNull]
    public OrgIdentity? Org { get; set; }

    /// <summary>Folders of metadata whose External Client Apps are tested; wildcards are allowed. They need no
    /// org.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The MCP clients. Custom, which has no callback URL of its own, if it is left out.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(McpProfileCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Client { get; set; } = ["Custom"];

    /// <summary>The day by whose requirements the apps are tested. Today if it is left out.</summary>
    [Parameter]
    public DateTime? AsOf { get; set; }

    /// <summary>The URL of the MCP server, as Setup shows it.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? ServerUrl { get; set; }

    /// <summary>Asks the server, too: its discovery, the authorization page and, with -AccessToken, a session. Needs
    /// -ServerUrl.</summary>
    [Parameter]
    public SwitchParameter Live { get; set; }

    /// <summary>An access token that a user got through the app, for -Live. It is sent to the MCP server
    /// alone.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? AccessToken { get; set; }

    /// <summary>A file for the results as JUnit XML, which build services show as tests. One that is there is
    /// replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JUnitPath { get; set; }

    /// <summary>A file for what was found as a SARIF 2.1.0 log, which GitHub code scanning and Azure DevOps show. One
    /// that is there is replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SarifPath { get; set; }

    /// <summary>Ends the command and the script with an error, after all results are written, if a client can't
    /// connect: NotReady for reasons of the app, ServerProblem for any reason.</summary>
    [Parameter]
    [ValidateNotNull]
    public McpOutcome? FailOn { get; set; }

    /// <inheritdoc/>
    protected override bool EndsWithoutInput => FailOn is not null;

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        if (Live && ServerUrl is null)
        {
            throw McpCommandErrors.ServerUrlMissing();
        }

        _report = StartReport(JUnitPath, SarifPath);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation) =>
        ParameterSetName == PathSet
            ? ForEachAsync(Path, path => TestFoldersAsync(path, cancellation))
            : ForEachAsync(
                Name,
                async name =>
                {
                    EcaOrg org = RequireOrg(Org);
                    if (ServerUrl is not null)
                    {
                        _servers ??= await McpServers.ReadAsync(org, cancellation);
                    }

                    await TestAsync(await McpApp.ReadAsync(org, name, cancellation), org, cancellation);
                }
            );

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        _report!.Write([.. _rules.Values], CurrentFolder);
        if (FailOn is not null)
        {
            EndTest(_tally, failed => McpCommandErrors.NotReadyForMcp(failed.Failed));
        }

        return Task.CompletedTask;
    }

    private async Task TestFoldersAsync(string path, CancellationToken cancellation)
    {
        foreach (string folder in ResolvePaths(path, literal: false))
        {
            foreach (
                EcaMetadata app in new EcaProjectReader().Read(
                    folder,
                    MetadataSchema.Default.DefaultVersion,
                    cancellation
                )
            )
            {
                await TestAsync(McpApp.Of(app), org: null, cancellation);
            }
        }
    }

    private async Task TestAsync(McpApp app, EcaOrg? org, CancellationToken cancellation)
    {
        foreach (McpProfile client in Client.Select(McpProfile.Find))
        {
            McpTestOptions options = new()
            {
                AsOf = AsOf is { } day ? DateOnly.FromDateTime(day) : null,
                ServerUrl = ServerUrl,
                IsSandbox = org is null ? null : org.OrgType is OrgType.Sandbox,
                IsLive = Live,
                Servers = org is null ? null : _servers,
                Token = AccessToken is null ? null : new AccessToken(AccessToken),
                Http = new SalesforceClientOptions { TimeProvider = Time },
            };
            EcaMcpReadiness result = await new McpReadinessTester(client, options).TestAsync(
                app,
                org?.Alias,
                cancellation
            );
            _tally.Add(
                result.Outcome is not McpOutcome.Ready
                    && (FailOn is not McpOutcome.NotReady || result.Outcome == FailOn)
            );
            _report!.Add(McpTestCases.Of(result));
            foreach (McpFinding finding in result.Findings)
            {
                _rules.TryAdd(finding.Check, McpTestCases.RuleOf(finding));
            }

            Write(result);
        }
    }
}
