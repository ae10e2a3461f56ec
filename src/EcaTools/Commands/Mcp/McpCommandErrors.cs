using EcaTools.Core;
using EcaTools.Engine;

namespace EcaTools.Commands.Mcp;

/// <summary>The errors of the MCP cmdlets themselves.</summary>
internal static class McpCommandErrors
{
    public static EcaException ServerUrlMissing() =>
        ParameterErrors.ParameterMissing(
            "-Live was given without -ServerUrl, so there is no server to ask.",
            "Give the URL of the MCP server with -ServerUrl, as Setup shows it."
        );

    public static EcaException NotReadyForMcp(int count) =>
        EngineErrors.TestFailed(
            $"{Quantity.Of(count, "client")} can't connect through the apps that were tested.",
            "Fix what the findings name: (Test-EcaMcpReadiness …).Findings."
        );
}
