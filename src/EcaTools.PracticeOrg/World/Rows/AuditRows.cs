using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.World.Rows;

/// <summary>Rows of SetupAuditTrail: who changed what in Setup. The names of the actions on external client apps are
/// UNCONFIRMED.</summary>
internal static class AuditRows
{
    public static Row OfMetadata(IOrg world, string userId, StoredRecord? before, StoredRecord? after)
    {
        StoredRecord record = (after ?? before)!;
        string verb;
        if (before is null)
        {
            verb = "insert";
        }
        else if (after is null)
        {
            verb = "delete";
        }
        else
        {
            verb = "update";
        }

        string entity = record.Type.Name == "ConnectedApp" ? "ConnectedApplication" : record.Type.Name;
        string section;
        if (record.Type.Name == "ConnectedApp")
        {
            section = "Connected Apps";
        }
        else if (record.Type.IsSatellite || record.Type.Name == "ExternalClientApplication")
        {
            section = "External Client Apps";
        }
        else
        {
            section = record.Type.ListedAs;
        }

        return Create(world, userId, verb + entity, section, $"{Past(verb)} {entity} {record.FullName}");
    }

    public static Row Create(IOrg world, string userId, string action, string section, string display) =>
        new(
            ("Id", world.Ids.Next(SObjectPrefixes.SetupAuditTrail)),
            ("Action", action),
            ("Section", section),
            ("Display", display),
            ("CreatedById", userId),
            ("CreatedDate", world.Now)
        );

    private static string Past(string verb) =>
        verb switch
        {
            "insert" => "Created",
            "delete" => "Deleted",
            _ => "Changed",
        };
}
