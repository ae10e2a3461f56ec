using System.Collections.Frozen;
using System.Globalization;
using EcaTools.Core.Certificates;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>One app as the rules see it: its metadata by path, and facts about it that begin with a dollar
/// sign.</summary>
internal sealed class AppFacts(
    ConnectedApp app,
    ApiVersion version,
    DateTimeOffset now,
    OrgEvidence evidence,
    AppUsage usage
)
{
    /// <summary>The facts that rules may ask for, and what evidence calls them.</summary>
    public static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["$name"] = "full name",
        ["$developerName"] = "name",
        ["$namespacePrefix"] = "namespace prefix",
        ["$origin"] = "origin",
        ["$owner"] = "owner",
        ["$callbackUrls"] = "oauthConfig.callbackUrl",
        ["$unknownElements"] = "unknown elements",
        ["$flows"] = "flows seen in logins",
        ["$callers"] = "callers",
        ["$machineAddresses"] = "addresses of programs",
        ["$personalUsers"] = "users who also log in as persons",
        ["$sharedLabel"] = "label that another app has too",
        ["$externalClientApp"] = "External Client App of the name",
        ["$migratedTo"] = "External Client App with the Connected App's consumer key",
        ["$orgTypes"] = "metadata types of the org",
        ["$blockedFlows"] = "flows that the org blocks",
        ["$devHub"] = "Dev Hub",
        ["$integrationLicensesLeft"] = "integration licenses left",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private const string References = "$references.";
    private const string Related = "$related.";

    private const string Unreadable =
        "The app's metadata holds no element, so there is nothing to judge: its file is empty, or the "
        + "org let nobody read it. Read the app again, from the org as a user with the permissions "
        + "Customize Application and Modify Metadata Through Metadata API Functions.";

    private const string Elsewhere =
        "The app is not installed in this org, so its metadata is in the org of its publisher. Ask the publisher.";

    private (string Text, CertificateFacts? Facts)? _certificate;

    /// <summary>The API version of the org that the app would move in.</summary>
    public ApiVersion Version => version;

    /// <summary>The time of the judgment (UTC).</summary>
    public DateTimeOffset Now => now;

    /// <summary>Whether the metadata was read. A ConnectedApp always has elements: a response without any is the response
    /// of an org that lets nobody look.</summary>
    public bool IsReadable => !app.Metadata.Fields.IsDefaultOrEmpty;

    /// <summary>Whether rules may ask for a fact of this name.</summary>
    public static bool IsFact(string path) =>
        Names.ContainsKey(path) || IsBelow(path, References) || IsBelow(path, Related);

    /// <summary>What evidence calls a path.</summary>
    public static string ShownName(string path)
    {
        if (IsBelow(path, References))
        {
            return $"named by {path[References.Length..]}";
        }

        return IsBelow(path, Related) ? path[Related.Length..] : Names.GetValueOrDefault(path, path);
    }

    /// <summary>What stands at a path.</summary>
    public PathValues At(RulePath path) =>
        path.Text switch
        {
            "$name" => PathValues.Of([app.Name]),
            "$developerName" => PathValues.Of([DeveloperName()]),
            "$namespacePrefix" => PathValues.Of([app.NamespacePrefix]),
            "$origin" => PathValues.Of([app.Origin.ToString()]),
            "$owner" when IsReadable || app.Owner is not null => PathValues.Of([app.Owner]),
            "$flows" => PathValues.Of(usage.Flows.Select(flow => flow.ToString())) with
            {
                UnknownBecause = usage.FlowsUnknownBecause,
            },
            "$callers" => Callers(),
            "$machineAddresses" => OfCallers(usage.MachineAddresses),
            "$personalUsers" => OfCallers(usage.PersonalUsers),
            "$orgTypes" => evidence.MetadataTypes is { } types
                ? PathValues.Of(types)
                : NotAsked(nameof(OrgEvidence.MetadataTypes)),
            "$blockedFlows" => evidence.BlockedFlows is { } flows
                ? PathValues.Of(flows.Select(flow => flow.ToString()))
                : NotAsked(nameof(OrgEvidence.BlockedFlows)),
            "$devHub" => PathValues.Of(
                evidence.IsDevHub switch
                {
                    null => null,
                    true => "true",
                    false => "false",
                },
                evidence.WhyNot(nameof(OrgEvidence.IsDevHub))
            ),
            "$sharedLabel" => evidence.SharedLabels is { } labels
                ? PathValues.Of(labels.Contains(app.Label) ? [app.Label] : [])
                : NotAsked(nameof(OrgEvidence.SharedLabels)),
            "$externalClientApp" => evidence.ExternalClientApps is { } apps
                ? PathValues.Of(apps.Contains(DeveloperName()) ? [DeveloperName()] : [])
                : NotAsked(nameof(OrgEvidence.ExternalClientApps)),
            "$migratedTo" => MigratedTo(),
            "$integrationLicensesLeft" => PathValues.Of(
                evidence.IntegrationLicensesLeft?.ToString(CultureInfo.InvariantCulture),
                evidence.WhyNot(nameof(OrgEvidence.IntegrationLicensesLeft))
            ),
            { } text when IsBelow(text, References) => NamedBy(text[References.Length..]),
            { } text when IsBelow(text, Related) => InRelated(path),
            _ when !IsReadable => PathValues.Unknown(
                app.Origin is ConnectedAppOrigin.Uninstalled ? Elsewhere : Unreadable
            ),
            "$callbackUrls" => PathValues.Of(app.CallbackUrls),
            "$unknownElements" => app.UnknownElements.IsDefaultOrEmpty
                ? PathValues.None
                : PathValues.Of(app.UnknownElements.Select(element => element.Path)),
            _ => Walk(app.Metadata, path, 0),
        };

    /// <summary>The certificate in a text, read once for all the rules that ask; null where it is none.</summary>
    public CertificateFacts? Certificate(string text)
    {
        if (_certificate is not { } read || read.Text != text)
        {
            _certificate = read = (text, CertificateFacts.Read(text));
        }

        return read.Facts;
    }

    private static bool IsBelow(string path, string root) =>
        path.Length > root.Length && path.StartsWith(root, StringComparison.Ordinal);

    private static PathValues Walk(MetadataRecord root, RulePath path, int first)
    {
        List<string>? values = null;
        int count = 0;
        Visit(root, first);
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

    private PathValues NotAsked(string what) => PathValues.Unknown(evidence.WhyNot(what));

    /// <summary>No consumer key is given out twice, so an External Client App that has the Connected App's was made
    /// from it by Salesforce.</summary>
    private PathValues MigratedTo()
    {
        if (app.MigratedTo is { } known)
        {
            return PathValues.Of([known]);
        }

        return evidence.ConsumerKeysOfTwins is not { } keys
            ? NotAsked(nameof(OrgEvidence.ConsumerKeysOfTwins))
            : PathValues.Of(
                app.ConsumerKey is { Length: > 0 } key && keys.GetValueOrDefault(app.Name) == key ? [app.Name] : []
            );
    }

    private PathValues Callers() =>
        usage.Callers.IsEmpty && usage.CallerCount is > 0 and int count
            ? new PathValues([], count, usage.CallersUnknownBecause)
            : PathValues.Of(usage.Callers.Select(caller => caller.ToString())) with
            {
                UnknownBecause = usage.CallersUnknownBecause,
            };

    /// <summary>What only single callers show: unknown as long as there are callers of which no more than the number is
    /// known.</summary>
    private PathValues OfCallers(IEnumerable<string> values) =>
        PathValues.Of(values) with
        {
            UnknownBecause = usage.CallersUnknownBecause,
        };

    private PathValues NamedBy(string type) =>
        PathValues.Of(
            app.References.Where(reference => reference.Type == type).Select(reference => reference.FullName)
        ) with
        {
            UnknownBecause = WhyNotRead(type),
        };

    private PathValues InRelated(RulePath path) =>
        Walk(app.Related, path, 1) with
        {
            UnknownBecause = WhyNotRead(path.Segments[1]),
        };

    private string? WhyNotRead(string type) =>
        app.NotRead.FirstOrDefault(part => part.Type == type) is { } part
            ? string.Join(" ", new[] { part.Reason, part.NextStep }.OfType<string>())
            : null;

    /// <summary>The name without the namespace: the part that an External Client App could bear.</summary>
    private string DeveloperName()
    {
        int end = app.Name.IndexOf("__", StringComparison.Ordinal);
        return end > 0 ? app.Name[(end + 2)..] : app.Name;
    }
}
