using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Mcp;

/// <summary>
/// Which MCP servers of an org are active, by the Tooling API's object McpServerAccess (field reports). How its names
/// relate to the URLs is UNCONFIRMED: letters and digits are compared, without case.
/// </summary>
public sealed class McpServers
{
    private static readonly ApiVersion s_since = new(67);

    private readonly ImmutableArray<(string Name, bool IsActive)> _servers;
    private readonly string? _notRead;

    private McpServers(ImmutableArray<(string, bool)> servers, string? notRead) =>
        (_servers, _notRead) = (servers, notRead);

    /// <summary>Reads the servers of an org. If the org does not tell, the check is skipped and says why.</summary>
    /// <exception cref="EcaException">An error of the org that no further request would escape.</exception>
    public static async Task<McpServers> ReadAsync(EcaOrg org, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(org);
        if (org.ApiVersion < s_since)
        {
            return new McpServers(
                [],
                $"McpServerAccess begins at API version {s_since}, and the session uses {org.ApiVersion}. Connect with -ApiVersion {s_since}."
            );
        }

        ImmutableArray<(string, bool)>.Builder servers = ImmutableArray.CreateBuilder<(string, bool)>();
        try
        {
            await foreach (
                JsonElement row in org.GetClient()
                    .QueryAsync(
                        "SELECT DeveloperName, Active FROM McpServerAccess",
                        tooling: true,
                        cancellation: cancellation
                    )
                    .ConfigureAwait(false)
            )
            {
                bool isActive =
                    row.TryGetProperty("Active", out JsonElement active) && active.ValueKind is JsonValueKind.True;
                servers.Add((row.Text("DeveloperName") ?? "", isActive));
            }
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            return new McpServers([], error.Message);
        }

        return new McpServers(servers.ToImmutable(), null);
    }

    /// <summary>Whether the server of a URL is active.</summary>
    internal McpFinding Check(Uri url)
    {
        const string Name = "ServerActive";
        const string Setup = "Activate it in Setup > API Catalog > MCP Servers.";
        if (_notRead is not null)
        {
            return new McpFinding(
                Name,
                McpCheckStatus.Skipped,
                $"Whether the server is active was not read: {_notRead}"
            );
        }

        string server = Plain(url.Segments[^1]);
        (string Name, bool IsActive)[] found = [.. _servers.Where(one => Plain(one.Name) == server)];
        return found switch
        {
            [] => new McpFinding(
                Name,
                McpCheckStatus.Warning,
                $"The org lists no MCP server of that name. It lists: {string.Join(", ", _servers.Select(one => one.Name).DefaultIfEmpty("none"))}.",
                "Check the URL, and activate the server in Setup > API Catalog > MCP Servers."
            ),
            _ when Array.Exists(found, one => one.IsActive) => new McpFinding(
                Name,
                McpCheckStatus.Passed,
                $"The server {found[0].Name} is active."
            ),
            _ => new McpFinding(Name, McpCheckStatus.Failed, $"The server {found[0].Name} is not active.", Setup),
        };
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
