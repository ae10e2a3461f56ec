using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;

namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>Permission sets: a valid name, user permissions that exist, and custom permissions that are
/// there.</summary>
internal sealed class PermissionSetRules : RecordRules
{
    public override void Check(SaveContext save)
    {
        CheckName(save);
        XNamespace ns = MetadataXml.Namespace;
        foreach (
            string name in save.Content.Elements(ns + "userPermissions").Select(p => p.Element(ns + "name")!.Value)
        )
        {
            if (!UserPermissionNames.Contains(name))
            {
                throw save.Problem("UNKNOWN_EXCEPTION", $"Unknown user permission: {name}", "userPermissions");
            }
        }

        foreach (
            string name in save.Content.Elements(ns + "customPermissions").Select(p => p.Element(ns + "name")!.Value)
        )
        {
            if (save.State.Find("CustomPermission", name) is null)
            {
                throw save.Problem(
                    "INVALID_CROSS_REFERENCE_KEY",
                    $"In field: customPermission - no CustomPermission named {name} found",
                    "customPermissions"
                );
            }
        }
    }
}
