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
            string principal in save
                .Content.Elements(ns + "externalCredentialPrincipalAccesses")
                .Select(access => access.Element(ns + "externalCredentialPrincipal")!.Value)
        )
        {
            // A principal is named after its external credential: "Credential-Principal". What an org says of one that
            // it does not have is an assumption.
            int mark = principal.IndexOf('-', StringComparison.Ordinal);
            string credential = mark < 0 ? principal : principal[..mark];
            if (save.State.Find("ExternalCredential", credential) is null)
            {
                throw save.Problem(
                    "INVALID_CROSS_REFERENCE_KEY",
                    $"In field: externalCredentialPrincipal - no ExternalCredential named {credential} found",
                    "externalCredentialPrincipalAccesses"
                );
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
