using System.Collections.Immutable;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Metadata.Changes;

/// <summary>
/// What the button 'Migrate to External Client App' in Setup does (Salesforce Help: migrate a connected app): a local
/// ECA with the key and secret of the connected app, which is read-only from then on and comes back when the ECA is
/// deleted. There is no API for it.
/// </summary>
internal sealed class NativeMigration(IOrg world, MetadataTransaction transaction)
{
    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    /// <summary>Why the button would not be there for this app; nothing if it would. The words are ours, the conditions
    /// Salesforce's.</summary>
    public static ImmutableArray<string> Obstacles(MetadataState state, StoredRecord app)
    {
        ImmutableArray<string>.Builder reasons = ImmutableArray.CreateBuilder<string>();
        void Unless(bool condition, string reason)
        {
            if (!condition)
            {
                reasons.Add(reason);
            }
        }

        Unless(app.MigratedTo is null, $"The app was migrated to {app.MigratedTo} before.");
        Unless(
            app.NamespacePrefix is null,
            "Only local connected apps can be migrated; this one was installed from a package."
        );
        Unless(
            state.Find("ExternalClientApplication", app.FullName) is null,
            "An external client app of this name is there already."
        );
        Unless(app.Text("plugin") is not { Length: > 0 }, "Remove the custom Apex handler first.");
        Unless(app.Child("canvasConfig") is null, "Disable canvas first.");
        Unless(
            Value(app.Child("samlConfig"), "encryptionType") != "Triple_Des",
            "Replace Triple DES, the encryption of the SAML assertions, first."
        );
        Unless(
            !state
                .OfType("UserProvisioningConfig")
                .Any(c => c.Text("connectedApp") == app.FullName && c.Text("enabled") != "false"),
            "Disable user provisioning first."
        );
        return reasons.ToImmutable();
    }

    /// <summary>Makes the ECA. Its records are named as Setup names them; the name of the SAML policies is
    /// UNCONFIRMED.</summary>
    /// <exception cref="MetadataProblem">The connected app holds something that an ECA refuses, such as an execution
    /// user who is gone.</exception>
    public void Run(StoredRecord app)
    {
        string name = app.FullName;
        MigratedApp source = new(world, transaction.State, app);
        Save("ExternalClientApplication", name, source.Application());
        if (app.Child("oauthConfig") is { } oauth)
        {
            Save("ExtlClntAppOauthSettings", name + "_oauth", source.OauthSettings(oauth));
            Save("ExtlClntAppGlobalOauthSettings", name + "_glbloauth", source.GlobalOauthSettings(oauth));
        }

        Save("ExtlClntAppConfigurablePolicies", name + "_plcy", source.Policies());
        if (app.Child("oauthConfig") is { } config)
        {
            Save("ExtlClntAppOauthConfigurablePolicies", name + "_oauthPlcy", source.OauthPolicies(config));
            AppConsumers made = AppConsumers.Find(transaction.State, a => a.FullName == name)!;
            transaction.Replace(made.With(made.All[0] with { Key = app.ConsumerKey!, Secret = app.Secret! }));
        }

        if (app.Child("samlConfig") is { } saml)
        {
            Save("ExtlClntAppSamlConfigurablePolicies", name + "_samlPlcy", source.SamlPolicies(saml));
        }

        transaction.Replace(transaction.State.Find("ConnectedApp", name)! with { MigratedTo = name });
    }

    private static string? Value(XElement? parent, string name) => parent?.Element(s_ns + name)?.Value;

    private void Save(string type, string name, IEnumerable<XElement> elements) =>
        transaction.Save(
            MetadataTypeTable.Default[type],
            name,
            new XElement(s_ns + type, elements),
            ApiVersions.Highest,
            SaveMode.Create
        );
}
