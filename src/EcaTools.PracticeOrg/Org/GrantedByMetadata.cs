using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Org;

/// <summary>Grants that stand in an app's metadata. Whoever deletes such a grant by REST takes the name out of the
/// metadata: it is one thing seen from two sides.</summary>
internal static class GrantedByMetadata
{
    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    /// <summary>Takes the permission set or profile of a SetupEntityAccess row out of the metadata of its app, wherever
    /// it stands.</summary>
    public static void Withdraw(OrgWorld world, string userId, Row grant)
    {
        Row set = world.Find("PermissionSet", grant.Text("ParentId")!)!;
        string? profile = set.Text("ProfileId") is { } profileId
            ? world.Find("Profile", profileId)?.Text("Name")
            : null;
        world.Change(
            userId,
            transaction =>
            {
                foreach (StoredRecord record in RecordsOf(transaction.State, grant).ToList())
                {
                    XElement content = new(record.Content);
                    bool changed = profile is null
                        ? RemoveEntry(content, "commaSeparatedPermissionSet", set.Text("Name")!)
                            | RemoveElements(content, "permissionSetName", set.Text("Name")!, set.Text("Label")!)
                        : RemoveEntry(content, "commaSeparatedProfile", profile)
                            | RemoveElements(content, "profileName", profile);
                    if (changed)
                    {
                        transaction.Replace(
                            record with
                            {
                                Content = content,
                                LastModifiedDate = world.Now,
                                LastModifiedById = userId,
                            }
                        );
                    }
                }

                return (true, true);
            }
        );
    }

    private static IEnumerable<StoredRecord> RecordsOf(MetadataState state, Row grant)
    {
        string id = grant.Text("SetupEntityId")!;
        return grant.Text("SetupEntityType") == "ConnectedApplication"
            ? state.OfType("ConnectedApp").Where(a => a.Id == id)
            : state
                .OfType("ExternalClientApplication")
                .Where(a => a.Id == id)
                .SelectMany(a => state.SatellitesOf(a.FullName));
    }

    private static bool RemoveElements(XElement content, string element, params string[] values)
    {
        List<XElement> found = [.. content.Elements(s_ns + element).Where(e => values.Contains(e.Value))];
        found.ForEach(e => e.Remove());
        return found.Count > 0;
    }

    private static bool RemoveEntry(XElement content, string element, string value)
    {
        if (content.Element(s_ns + element) is not { } list)
        {
            return false;
        }

        string[] entries = list.Value.Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        string[] rest = [.. entries.Where(e => e != value)];
        if (rest.Length == 0)
        {
            list.Remove();
        }
        else
        {
            list.Value = string.Join(',', rest);
        }

        return rest.Length < entries.Length;
    }
}
