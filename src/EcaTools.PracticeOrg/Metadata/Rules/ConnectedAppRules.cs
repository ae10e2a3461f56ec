using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>Connected apps can be edited and deleted, but no longer created (from Spring '26), and their keys can't be
/// set.</summary>
internal sealed class ConnectedAppRules : RecordRules
{
    public override void Check(SaveContext save)
    {
        if (save.Before is null)
        {
            throw save.Problem(
                "INSUFFICIENT_ACCESS",
                "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support."
            );
        }

        CheckIsOurs(save.Before);
        if (save.Content.Element(MetadataXml.Namespace + "oauthConfig") is not { } oauth)
        {
            save.ConsumerId = null;
            save.Secret = null;
            return;
        }

        foreach (string credential in (ReadOnlySpan<string>)["consumerKey", "consumerSecret"])
        {
            if (oauth.Element(MetadataXml.Namespace + credential) is { Value.Length: > 0 })
            {
                // The text is CumulusCI's report for the key; that it holds for the secret and for an unchanged key is
                // UNCONFIRMED.
                throw save.Problem(
                    "INVALID_FIELD",
                    credential == "consumerKey"
                        ? "You cannot provide a Consumer Key"
                        : "You cannot provide a Consumer Secret",
                    "oauthConfig"
                );
            }

            oauth.Elements(MetadataXml.Namespace + credential).Remove();
        }

        if (
            oauth.Element(MetadataXml.Namespace + "oauthClientCredentialUser") is { Value.Length: > 0 } user
            && !IsActiveUser(save, user.Value)
        )
        {
            throw save.Problem(
                "INVALID_FIELD",
                "Enter a valid execution user for the OAuth client credentials flow.",
                "oauthConfig"
            );
        }

        GiveCredentials(save, oauth);
    }

    public override void CheckDelete(StoredRecord record) => CheckIsOurs(record);

    /// <summary>Keeps the key that the app had (in a seed: that its file has), or makes one.</summary>
    public static void GiveCredentials(SaveContext save, XElement oauth)
    {
        string? own = save.Before?.ConsumerKey ?? oauth.Element(MetadataXml.Namespace + "consumerKey")?.Value;
        MetadataXml.SetIn(oauth, "consumerKey", own is { Length: > 0 } ? own : CredentialSource.ConsumerKey());
        save.ConsumerId ??= save.World.Ids.Next(SObjectPrefixes.Consumer);
        save.Secret ??= CredentialSource.ConsumerSecret();
    }

    private static void CheckIsOurs(StoredRecord record)
    {
        if (record.MigratedTo is { } app)
        {
            // That it is read-only is Salesforce's (Help: migrate a connected app); the code and the words are
            // UNCONFIRMED.
            throw new MetadataProblem(
                "INSUFFICIENT_ACCESS",
                $"This connected app was migrated to the external client app {app} and is read-only."
            );
        }

        if (record.NamespacePrefix is not null)
        {
            throw new MetadataProblem(
                "CANNOT_MODIFY_MANAGED_OBJECT",
                "Cannot modify managed object: entity=ConnectedApplication, component=" + record.Id
            );
        }
    }
}
