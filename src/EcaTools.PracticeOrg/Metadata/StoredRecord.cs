using System.Collections.Immutable;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Metadata;

/// <summary>A metadata record as the org holds it. It is never changed, only replaced; <see cref="Content"/> must not
/// be changed either.</summary>
internal sealed record StoredRecord(MetadataType Type, string FullName, string Id, XElement Content)
{
    public required DateTimeOffset CreatedDate { get; init; }

    public required DateTimeOffset LastModifiedDate { get; init; }

    public required string CreatedById { get; init; }

    public required string LastModifiedById { get; init; }

    /// <summary>The OAuth consumer's id (prefix 888), on connected apps and on ECA OAuth settings.</summary>
    public string? ConsumerId { get; init; }

    /// <summary>On connected apps and on ECA global OAuth settings.</summary>
    public ConsumerSecret? Secret { get; init; }

    /// <summary>The second pair of the first consumer, on ECA global OAuth settings.</summary>
    public StagedCredential? Staged { get; init; }

    /// <summary>An ECA's consumers beyond its first, on global OAuth settings.</summary>
    public ImmutableArray<OAuthConsumer> MoreConsumers { get; init; } = [];

    /// <summary>The ECA that Salesforce's own migration made of this connected app, which is read-only since; null for
    /// every other.</summary>
    public string? MigratedTo { get; init; }

    /// <summary>The namespace in front of a packaged record's name.</summary>
    public string? NamespacePrefix
    {
        get
        {
            int mark = FullName.IndexOf("__", StringComparison.Ordinal);
            return mark > 0 ? FullName[..mark] : null;
        }
    }

    public string ManageableState => NamespacePrefix is null ? "unmanaged" : "installed";

    public string? ConsumerKey =>
        Text("consumerKey") ?? Child("oauthConfig")?.Element(MetadataXml.Namespace + "consumerKey")?.Value;

    /// <summary>The external client app that it belongs to, for satellites.</summary>
    public string? Parent => Type.IsSatellite ? Text("externalClientApplication") : null;

    public string? Text(string element) => Child(element)?.Value;

    public bool Flag(string element) => Text(element) == "true";

    public XElement? Child(string element) => Content.Element(MetadataXml.Namespace + element);

    /// <summary>The entries of a comma-separated element.</summary>
    public string[] Split(string element) =>
        (Text(element) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Every pair that the token endpoint takes for this record's app. A connected app that was migrated has
    /// handed its own over.</summary>
    public IEnumerable<(string Key, ConsumerSecret Secret)> Pairs =>
        ConsumerKey is not { Length: > 0 } key || Secret is null || MigratedTo is not null
            ? []
            : new OAuthConsumer("", FullName, key, Secret, Staged).Pairs.Concat(MoreConsumers.SelectMany(c => c.Pairs));

    public override string ToString() => $"{Type.Name} {FullName}";
}
