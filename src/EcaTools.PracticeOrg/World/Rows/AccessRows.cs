using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.World.Rows;

/// <summary>SetupEntityAccess: which permission sets (a profile has one of its own) give access to which app.</summary>
internal static class AccessRows
{
    /// <summary>Grants that the metadata names and those that were written by REST; one of each is one row.</summary>
    public static IEnumerable<Row> Grants(IOrg world, MetadataState state)
    {
        HashSet<string> derived = new(StringComparer.Ordinal);
        foreach (Row grant in Derived(world, state))
        {
            if (derived.Add(grant.Text("Id")!))
            {
                yield return grant;
            }
        }

        foreach (Row grant in world.Stored("SetupEntityAccess").Where(r => !derived.Contains(r.Text("Id")!)))
        {
            yield return grant;
        }
    }

    /// <summary>The same id for the same permission set and app, however it was granted.</summary>
    public static string IdOf(IOrg world, string parentId, string entityId) =>
        world.Ids.For(SObjectPrefixes.SetupEntityAccess, parentId + entityId);

    private static IEnumerable<Row> Derived(IOrg world, MetadataState state)
    {
        Dictionary<string, string> sets = world
            .Rows("PermissionSet")
            .ToDictionary(r => r.Text("Name")!, r => r.Text("Id")!, StringComparer.Ordinal);
        Dictionary<string, string> ofProfile = world
            .Rows("PermissionSet")
            .Where(r => r.Text("ProfileId") is not null)
            .ToDictionary(r => r.Text("ProfileId")!, r => r.Text("Id")!, StringComparer.Ordinal);
        Dictionary<string, string> profiles = world
            .Rows("Profile")
            .ToDictionary(r => r.Text("Name")!, r => ofProfile[r.Text("Id")!], StringComparer.Ordinal);

        // Connected Apps name permission sets by label (files retrieved from orgs), or by API name where nobody gave
        // them another label.
        Dictionary<string, string> labelled = new(sets, StringComparer.Ordinal);
        foreach (Row set in world.Rows("PermissionSet").Where(r => r.Text("ProfileId") is null))
        {
            labelled.TryAdd(set.Text("Label")!, set.Text("Id")!);
        }

        foreach (StoredRecord app in state.OfType("ConnectedApp"))
        {
            foreach (
                string parent in Named(Values(app, "permissionSetName"), labelled)
                    .Concat(Named(Values(app, "profileName"), profiles))
            )
            {
                yield return Grant(world, parent, app.Id, "ConnectedApplication");
            }
        }

        foreach (StoredRecord app in state.OfType("ExternalClientApplication"))
        {
            HashSet<string> parents = new(StringComparer.Ordinal);
            foreach (StoredRecord policy in state.SatellitesOf(app.FullName))
            {
                parents.UnionWith(Named(policy.Split("commaSeparatedPermissionSet"), sets));
                parents.UnionWith(Named(policy.Split("commaSeparatedProfile"), profiles));
            }

            foreach (string parent in parents)
            {
                yield return Grant(world, parent, app.Id, "ExternalClientApplication");
            }
        }
    }

    private static IEnumerable<string> Values(StoredRecord app, string element) =>
        app.Content.Elements(MetadataXml.Namespace + element).Select(e => e.Value);

    private static IEnumerable<string> Named(IEnumerable<string> names, Dictionary<string, string> ids) =>
        names.Select(n => ids.GetValueOrDefault(n)).OfType<string>();

    private static Row Grant(IOrg world, string parentId, string entityId, string entityType) =>
        new(
            ("Id", IdOf(world, parentId, entityId)),
            ("ParentId", parentId),
            ("SetupEntityId", entityId),
            ("SetupEntityType", entityType),
            ("SystemModstamp", world.Now)
        );
}
