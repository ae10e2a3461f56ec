using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;

namespace EcaTools.PracticeOrg.Mcp;

/// <summary>The one tool of the MCP servers: it names the user of the access token. Salesforce's own
/// servers have other tools.</summary>
internal static class McpTool
{
    /// <summary>Its name.</summary>
    public const string Name = "getUserInfo";

    /// <summary>Its description, as tools/list gives it.</summary>
    public static JsonObject Describe() =>
        new()
        {
            ["name"] = Name,
            ["description"] = "The user of the access token.",
            ["inputSchema"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() },
        };

    /// <summary>Its result.</summary>
    public static JsonObject Call(OrgWorld world, Session session) =>
        new()
        {
            ["content"] = new JsonArray(
                new JsonObject { ["type"] = "text", ["text"] = world.Find("User", session.UserId)?.Text("Username") }
            ),
            ["isError"] = false,
        };
}
