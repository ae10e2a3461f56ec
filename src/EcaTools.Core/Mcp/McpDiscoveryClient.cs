using System.Text.Json;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Mcp;

/// <summary>
/// Looks for the authorization server of an MCP server as clients do: the protected-resource metadata (RFC 9728), the
/// authorization-server metadata (RFC 8414), and the OpenID configuration if there is none.
/// </summary>
/// <param name="server">The MCP server.</param>
/// <param name="options">Timeouts, attempts and the clock.</param>
internal sealed class McpDiscoveryClient(Uri server, SalesforceClientOptions options)
{
    private const string Protected = "/.well-known/oauth-protected-resource";
    private const string Authorization = "/.well-known/oauth-authorization-server";
    private const string OpenId = "/.well-known/openid-configuration";

    /// <summary>What is found.</summary>
    /// <returns>The state; what was seen where it is worth telling; the authorization server if one is
    /// named.</returns>
    public async Task<(McpDiscoveryState State, string? Seen, Uri? Issuer)> FindAsync(CancellationToken cancellation)
    {
        (JsonElement? resource, string? why) = await GetAsync(server, Protected + server.AbsolutePath, cancellation)
            .ConfigureAwait(false);
        if (resource is not { } found)
        {
            (JsonElement? own, _) = await GetAsync(server, Authorization + server.AbsolutePath, cancellation)
                .ConfigureAwait(false);
            return own is null
                ? (McpDiscoveryState.Unusable, why, null)
                : (McpDiscoveryState.NoProtectedResource, why, null);
        }

        string? named =
            found.TryGetProperty("authorization_servers", out JsonElement servers)
            && servers.ValueKind is JsonValueKind.Array
            && servers.GetArrayLength() > 0
                ? servers[0].ToString()
                : null;
        if (!Uri.TryCreate(named, UriKind.Absolute, out Uri? issuer))
        {
            return (McpDiscoveryState.Unusable, "The protected-resource metadata names no authorization server.", null);
        }

        // The metadata comes from the server, which must not send this machine, or the app's consumer key, to a host of
        // its choice, or to a port of this machine.
        bool isHere = issuer.IsLoopback && server.IsLoopback;
        string? refusal = null;
        if (!isHere && issuer.Scheme != Uri.UriSchemeHttps)
        {
            refusal = "is not https";
        }
        else if (!isHere && !McpServerUrl.IsSalesforce(issuer))
        {
            refusal = "is not on a host of Salesforce";
        }

        if (refusal is not null)
        {
            return (
                McpDiscoveryState.Unusable,
                $"The protected-resource metadata names the authorization server {named}, which {refusal}. Nothing was sent to it.",
                null
            );
        }

        return await ServerAsync(issuer, named!, cancellation).ConfigureAwait(false);
    }

    private async Task<(McpDiscoveryState State, string? Seen, Uri? Issuer)> ServerAsync(
        Uri issuer,
        string named,
        CancellationToken cancellation
    )
    {
        string path = issuer.AbsolutePath.TrimEnd('/');
        (JsonElement? metadata, string? why) = await GetAsync(issuer, Authorization + path, cancellation)
            .ConfigureAwait(false);
        (JsonElement? openId, _) = metadata is null
            ? await GetAsync(issuer, path + OpenId, cancellation).ConfigureAwait(false)
            : (null, null);
        if ((metadata ?? openId) is not { } read)
        {
            return (McpDiscoveryState.NoAuthorizationServer, $"{named}: {why}", null);
        }

        if (read.Text("issuer") is { } says && says.TrimEnd('/') != named.TrimEnd('/'))
        {
            return (McpDiscoveryState.IssuerMismatch, $"Asked {named}, and the metadata says {says}.", issuer);
        }

        bool hasPkce =
            read.TryGetProperty("code_challenge_methods_supported", out JsonElement methods)
            && methods.ValueKind is JsonValueKind.Array
            && methods.EnumerateArray().Any(method => method.ToString() == "S256");
        if (!hasPkce)
        {
            return (McpDiscoveryState.NoPkce, null, issuer);
        }

        return (metadata is null ? McpDiscoveryState.OpenIdOnly : McpDiscoveryState.Complete, null, issuer);
    }

    /// <summary>A JSON object; null, and why, where there is none.</summary>
    private async Task<(JsonElement? Json, string? Why)> GetAsync(Uri host, string path, CancellationToken cancellation)
    {
        try
        {
            SalesforceHttp wire = new(host, token: null, options);
            ApiResponse response = await wire.SendAsync(
                    new ApiRequest(HttpMethod.Get, wire.Resolve(path), "GET " + path, Changes: false)
                    {
                        ReturnsErrors = true,
                    },
                    cancellation
                )
                .ConfigureAwait(false);
            JsonElement json = response.Json();
            if (response.Location is { } elsewhere)
            {
                return (null, $"It redirects to {SafeText.OneLine(elsewhere.ToString())}.");
            }

            if (!response.Succeeded)
            {
                return (null, FormattableString.Invariant($"GET {path}: HTTP {response.Status}."));
            }

            return json.ValueKind is JsonValueKind.Object
                ? (json, null)
                : (null, $"GET {path}: the response is {response.ContentType}, and not a JSON object.");
        }
        catch (EcaException error) when (error.ErrorId is not nameof(SalesforceErrors.OrgDisconnected))
        {
            return (null, error.Message);
        }
    }
}
