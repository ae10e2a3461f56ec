using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.World.Rows;

/// <summary>
/// The MCP servers of the org, which somebody must activate before clients can use them (field reports: the Tooling
/// API's object McpServerAccess). How its names relate to the URLs is UNCONFIRMED: here a hyphen of the URL is an
/// underscore of the name.
/// </summary>
internal static class McpServerRows
{
    private const string Prefix = "1mA";

    /// <summary>The servers that every org has (field reports).</summary>
    public static IEnumerable<string> Standard =>
        ["sobject_all", "sobject_reads", "salesforce_api_context", "metadata_experts"];

    /// <summary>A server that is active.</summary>
    public static Row Create(IOrg world, string name) =>
        new([
            ("Id", world.Ids.For(Prefix, name)),
            ("DeveloperName", name),
            ("MasterLabel", name),
            ("Active", true),
            ("CreatedDate", world.Now),
            ("LastModifiedDate", world.Now),
            ("SystemModstamp", world.Now),
        ]);

    /// <summary>The row of the server that a URL names; null if there is none.</summary>
    public static Row? Find(IOrg world, string server) =>
        world
            .Rows("McpServerAccess")
            .FirstOrDefault(row =>
                string.Equals(row.Text("DeveloperName"), server.Replace('-', '_'), StringComparison.OrdinalIgnoreCase)
            );

    /// <summary>Whether clients can use a server.</summary>
    public static bool IsActive(IOrg world, string server) => Find(world, server)?["Active"] is true;
}
