namespace EcaTools.Core.Mcp;

/// <summary>What came of one check of an app for MCP clients.</summary>
public enum McpCheckStatus : long
{
    /// <summary>It is as it must be.</summary>
    Passed,

    /// <summary>It works, and is not advised.</summary>
    Warning,

    /// <summary>The client can't connect with it.</summary>
    Failed,

    /// <summary>It could not be looked at.</summary>
    Skipped,
}
