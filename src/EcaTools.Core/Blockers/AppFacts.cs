using System.Collections.Frozen;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Blockers;

/// <summary>One app as the rules see it: its metadata by path, and facts about it that begin with a dollar sign.</summary>
internal sealed class AppFacts(ConnectedApp app, ApiVersion version, DateTimeOffset now, OrgEvidence evidence)
{
    /// <summary>The facts that rules may ask for, and what evidence calls them.</summary>
    public static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["$name"] = "full name",
        ["$developerName"] = "name",
        ["$namespacePrefix"] = "namespace prefix",
        ["$callbackUrls"] = "oauthConfig.callbackUrl",
        ["$unknownElements"] = "unknown elements",
        ["$userProvisioning"] = "named by a UserProvisioningConfig",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private const string Unreadable =
        "The app's metadata holds no element, so there is nothing to judge: its file is empty, or the org let nobody read it. Read the app again, from the org as a user with the permissions Customize Application and Modify Metadata Through Metadata API Functions.";

    private (string Text, CertificateFacts? Facts)? certificate;

    /// <summary>The API version of the org that the app would move in.</summary>
    public ApiVersion Version => version;

    /// <summary>The time of the judgement (UTC).</summary>
    public DateTimeOffset Now => now;

    /// <summary>Whether the metadata was read. A ConnectedApp always has elements: an answer without any is the answer of an org that lets nobody look.</summary>
    public bool IsReadable => !app.Metadata.Fields.IsDefaultOrEmpty;

    /// <summary>What stands at a path.</summary>
    public PathValues At(RulePath path) => path.Text switch
    {
        "$name" => PathValues.Of([app.Name]),
        "$developerName" => PathValues.Of([DeveloperName()]),
        "$namespacePrefix" => PathValues.Of([app.NamespacePrefix]),
        "$userProvisioning" => evidence.UserProvisioningApps is { } names
            ? PathValues.Of([names.Contains(app.Name) ? "true" : "false"])
            : PathValues.Unknown("Nobody looked for it."),
        _ when !IsReadable => PathValues.Unknown(Unreadable),
        "$callbackUrls" => PathValues.Of(app.CallbackUrls),
        "$unknownElements" => app.UnknownElements.IsDefaultOrEmpty ? PathValues.None : PathValues.Of(app.UnknownElements.Select(element => element.Path)),
        _ => Walk(path),
    };

    /// <summary>The certificate in a text, read once for all the rules that ask; null where it is none.</summary>
    public CertificateFacts? Certificate(string text)
    {
        if (certificate is not { } read || read.Text != text)
        {
            certificate = read = (text, CertificateFacts.Read(text));
        }

        return read.Facts;
    }

    private PathValues Walk(RulePath path)
    {
        List<string>? values = null;
        int count = 0;
        Visit(app.Metadata, 0);
        return count == 0 ? PathValues.None : new PathValues(values ?? [], count);

        void Visit(MetadataRecord record, int depth)
        {
            bool last = depth == path.Segments.Length - 1;
            foreach (MetadataField field in record.Fields)
            {
                if (field.Name != path.Segments[depth])
                {
                    continue;
                }

                if (!last)
                {
                    if (field.Group is not null)
                    {
                        Visit(field.Group, depth + 1);
                    }
                }
                else if (field.Group is not null)
                {
                    count++;
                }
                else if (!string.IsNullOrWhiteSpace(field.Value))
                {
                    count++;
                    (values ??= []).Add(field.IsSecret ? MetadataField.SecretMask : field.Value.Trim());
                }
            }
        }
    }

    /// <summary>The name without the namespace: the part that an External Client App could bear.</summary>
    private string DeveloperName()
    {
        int end = app.Name.IndexOf("__", StringComparison.Ordinal);
        return end > 0 ? app.Name[(end + 2)..] : app.Name;
    }
}
