using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Values;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Metadata.Changes;

/// <summary>
/// The records that clients of the Metadata API see: those that were saved, org settings that nobody saved yet, and
/// permission sets and profiles. The rows of these are what is there, whoever made them; a permission set that was
/// deployed also has what no row holds.
/// </summary>
internal static class OrgRecords
{
    private const string FieldPrefix = "Permissions";

    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    /// <summary>What the Metadata API calls the profiles that every org has (long-stable behavior).</summary>
    private static readonly Dictionary<string, string> s_standardProfiles = new(StringComparer.Ordinal)
    {
        ["System Administrator"] = "Admin",
        ["Standard User"] = "Standard",
    };

    public static IEnumerable<StoredRecord> OfType(IOrg world, MetadataState state, MetadataType type) =>
        type.Name switch
        {
            "PermissionSet" => world
                .Rows("PermissionSet")
                .Where(r => r.Text("ProfileId") is null)
                .Select(r => PermissionSet(type, state, r))
                .OrderBy(r => r.FullName, StringComparer.Ordinal),
            "Profile" => world
                .Rows("Profile")
                .Select(r => Profile(type, r))
                .OrderBy(r => r.FullName, StringComparer.Ordinal),
            _ when type.ManifestName is { } name => [state.Find(type.Name, name) ?? Unsaved(world, type, name)],
            _ => state.OfType(type.Name),
        };

    public static StoredRecord? Find(IOrg world, MetadataState state, MetadataType type, string fullName)
    {
        if (type.Name is not ("PermissionSet" or "Profile"))
        {
            return state.Find(type.Name, fullName)
                ?? (type.ManifestName == fullName ? Unsaved(world, type, fullName) : null);
        }

        // A permission set without a row is there only as long as the deploy that makes it is not done.
        StoredRecord? made = state.Find(type.Name, fullName);
        return OfType(world, state, type).FirstOrDefault(r => r.FullName == fullName)
            ?? (made is not null && made != world.Metadata.Find(type.Name, fullName) ? made : null);
    }

    /// <summary>The row that a deployed permission set becomes.</summary>
    public static Row ToRow(StoredRecord set) =>
        new([
            ("Id", set.Id),
            ("Name", set.FullName),
            ("Label", set.Text("label")),
            ("Description", set.Text("description")),
            ("Type", "Regular"),
            ("IsOwnedByProfile", false),
            ("IsCustom", true),
            ("ProfileId", null),
            ("CreatedDate", set.CreatedDate),
            ("CreatedById", set.CreatedById),
            ("LastModifiedDate", set.LastModifiedDate),
            ("LastModifiedById", set.LastModifiedById),
            ("SystemModstamp", set.LastModifiedDate),
            .. Fields().Select(f => (f, (object?)Grants(set, f[FieldPrefix.Length..]))),
        ]);

    /// <summary>Org settings as they are before anybody saved them: with the defaults of their elements.</summary>
    private static StoredRecord Unsaved(IOrg world, MetadataType type, string name)
    {
        DateTimeOffset created =
            world.Rows("Organization")[0]["CreatedDate"] as DateTimeOffset? ?? DateTimeOffset.UnixEpoch;
        return new StoredRecord(
            type,
            name,
            world.Ids.For(type.IdPrefix, name),
            RecordSchema.Read(type, new XElement(s_ns + type.Name), RecordSchema.AnyVersion)
        )
        {
            CreatedDate = created,
            LastModifiedDate = created,
            CreatedById = world.AdministratorId,
            LastModifiedById = world.AdministratorId,
        };
    }

    private static bool Grants(StoredRecord set, string permission) =>
        set
            .Content.Elements(s_ns + "userPermissions")
            .Any(p => p.Element(s_ns + "name")?.Value == permission && p.Element(s_ns + "enabled")?.Value == "true");

    private static IEnumerable<string> Fields() =>
        SObjectTable
            .Find("PermissionSet", tooling: false)!
            .Fields.Select(f => f.Name)
            .Where(n => n.StartsWith(FieldPrefix, StringComparison.Ordinal));

    private static StoredRecord PermissionSet(MetadataType type, MetadataState state, Row row)
    {
        XElement content = state.Find(type.Name, row.Text("Name")!) is { } deployed
            ? new XElement(deployed.Content)
            : new XElement(s_ns + type.Name);

        // Of the permissions that the row shows, the row is right; the others are known from the deploy alone.
        List<XElement> shown =
        [
            .. content
                .Elements(s_ns + "userPermissions")
                .Where(p =>
                    p.Element(s_ns + "enabled")?.Value == "true"
                    && Fields().Contains(FieldPrefix + p.Element(s_ns + "name")?.Value, StringComparer.Ordinal)
                ),
        ];
        if (!Granted(row).Select(p => p.Value).ToHashSet(StringComparer.Ordinal).SetEquals(shown.Select(p => p.Value)))
        {
            shown.Remove();
            content.Add(Granted(row));
        }

        MetadataXml.SetIn(content, "label", row.Text("Label")!);
        if (row.Text("Description") is { } description)
        {
            MetadataXml.SetIn(content, "description", description);
        }

        return Record(type, row.Text("Name")!, row, content);
    }

    private static StoredRecord Profile(MetadataType type, Row row)
    {
        string name = row.Text("Name")!;
        bool isStandard = s_standardProfiles.TryGetValue(name, out string? standard);
        return Record(
            type,
            standard ?? name,
            row,
            new XElement(
                s_ns + type.Name,
                new XElement(s_ns + "custom", isStandard ? "false" : "true"),
                new XElement(s_ns + "userLicense", "Salesforce"),
                Granted(row)
            )
        );
    }

    private static IEnumerable<XElement> Granted(Row row) =>
        Fields()
            .Where(f => row[f] is true)
            .Order(StringComparer.Ordinal)
            .Select(f => new XElement(
                s_ns + "userPermissions",
                new XElement(s_ns + "enabled", "true"),
                new XElement(s_ns + "name", f[FieldPrefix.Length..])
            ));

    private static StoredRecord Record(MetadataType type, string fullName, Row row, XElement content)
    {
        DateTimeOffset created = row["CreatedDate"] as DateTimeOffset? ?? DateTimeOffset.UnixEpoch;
        content = new XElement(content.Name, content.Elements().OrderBy(e => e.Name.LocalName, StringComparer.Ordinal));
        return new StoredRecord(type, fullName, row.Text("Id")!, content)
        {
            CreatedDate = created,
            CreatedById = row.Text("CreatedById") ?? "",
            LastModifiedDate = row["LastModifiedDate"] as DateTimeOffset? ?? created,
            LastModifiedById = row.Text("LastModifiedById") ?? "",
        };
    }
}
