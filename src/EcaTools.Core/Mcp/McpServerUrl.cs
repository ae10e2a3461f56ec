namespace EcaTools.Core.Mcp;

/// <summary>The URLs of hosted MCP servers: <c>/platform/mcp/v1/[sandbox/]group/server</c> (Salesforce Developers:
/// hosted MCP servers).</summary>
internal static class McpServerUrl
{
    private const string Root = "/platform/mcp/v1/";
    private const string Host = "api.salesforce.com";

    // The login pages and every My Domain are below these (Salesforce Help: allow the required domains). Others, such
    // as those of government clouds, are UNCONFIRMED.
    private static readonly string[] s_domains = [".salesforce.com", ".salesforce.mil"];

    /// <summary>Whether a URL is on a host of Salesforce.</summary>
    public static bool IsSalesforce(Uri url) =>
        Array.Exists(s_domains, domain => url.Host.EndsWith(domain, StringComparison.OrdinalIgnoreCase));

    /// <summary>Checks a URL.</summary>
    /// <exception cref="EcaException"><c>InsecureUrl</c>: it is neither https nor on loopback.</exception>
    public static McpFinding Check(Uri url, bool? isSandbox)
    {
        if (
            !url.IsAbsoluteUri
            || (url.Scheme != Uri.UriSchemeHttps && !(url.IsLoopback && url.Scheme == Uri.UriSchemeHttp))
        )
        {
            throw McpErrors.McpServerUrlInvalid(url.ToString(), "it is neither https nor on loopback");
        }

        bool isForSandbox = url.AbsolutePath.StartsWith(Root + "sandbox/", StringComparison.Ordinal);
        string? problem = null;
        if (!url.AbsolutePath.StartsWith(Root, StringComparison.Ordinal))
        {
            problem = $"Its path does not begin with {Root}.";
        }
        else if (!url.IsLoopback && url.Host != Host)
        {
            problem = $"Its host is {url.Host} and not {Host}.";
        }
        else if (isSandbox is { } expected && expected != isForSandbox)
        {
            problem = expected
                ? "The org is a sandbox, and the URL has no /sandbox/."
                : "The org is not a sandbox, and the URL has /sandbox/.";
        }

        return problem is null
            ? new McpFinding("ServerUrl", McpCheckStatus.Passed, "The URL is that of a hosted MCP server.")
            : new McpFinding(
                "ServerUrl",
                McpCheckStatus.Failed,
                problem,
                $"Use https://{Host}{Root}[sandbox/]<server>, as Setup shows it."
            );
    }
}
