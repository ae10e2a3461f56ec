namespace EcaTools.Core.Mcp;

/// <summary>One check of an app for MCP clients.</summary>
/// <param name="Check">The check, by a fixed name such as <c>Pkce</c>.</param>
/// <param name="Status">What came of it.</param>
/// <param name="Detail">What was found.</param>
/// <param name="NextStep">How to fix it; null where nothing is to be done.</param>
public sealed record McpFinding(string Check, McpCheckStatus Status, string Detail, string? NextStep = null)
{
    /// <summary>The check, what came of it and what was found.</summary>
    public override string ToString() => $"{Check} {Status}: {Detail}";
}
