using System.Globalization;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Metadata.Changes;

/// <summary>What lists and retrieves say about a record. They don't say to which ECA it belongs (field
/// report).</summary>
internal static class FileProperties
{
    public static JsonObject ToJson(IOrg world, StoredRecord record, string root = "") =>
        new()
        {
            ["createdById"] = record.CreatedById,
            ["createdByName"] = NameOf(world, record.CreatedById),
            ["createdDate"] = Time(record.CreatedDate),
            ["fileName"] = root + record.Type.FileName(record.FullName),
            ["fullName"] = record.FullName,
            ["id"] = record.Id,
            ["lastModifiedById"] = record.LastModifiedById,
            ["lastModifiedByName"] = NameOf(world, record.LastModifiedById),
            ["lastModifiedDate"] = Time(record.LastModifiedDate),
            ["manageableState"] = record.ManageableState,
            ["namespacePrefix"] = record.NamespacePrefix,
            ["type"] = record.Type.ListedAs,
        };

    private static string? NameOf(IOrg world, string userId) =>
        world.Rows("User").FirstOrDefault(u => u.Text("Id") == userId)?.Text("Name");

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
