namespace EcaTools.Core.Mcp;

/// <summary>The errors of testing apps for MCP clients.</summary>
internal static class McpErrors
{
    public static EcaException McpAppNotFound(string name, string org) =>
        AppErrors.AppNotFound(
            $"{org} has no External Client App named '{name}'.",
            "Get-ExternalClientApp lists the apps with their full names. New-EcaMetadata -For makes the metadata of one.",
            target: name
        );

    public static EcaException McpServerUrlInvalid(string url, string why) =>
        ParameterErrors.InsecureUrl(
            $"'{url}' is not a valid URL of a hosted MCP server: {why}. Nothing was sent.",
            "Copy the URL from Setup > API Catalog > MCP Servers: https://api.salesforce.com/platform/mcp/v1/[sandbox/]<server>.",
            target: url
        );
}
