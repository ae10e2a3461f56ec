using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Values;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>A record on its way in, as the rules of its type see it. Rules may complete <see cref="Content"/> or refuse
/// it.</summary>
internal sealed class SaveContext(
    IOrg world,
    MetadataState state,
    MetadataType type,
    string fullName,
    XElement content,
    StoredRecord? before,
    XElement source,
    bool ignoreWarnings
)
{
    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    public IOrg World { get; } = world;

    /// <summary>The org's metadata with what this deploy did so far.</summary>
    public MetadataState State { get; } = state;

    public MetadataType Type { get; } = type;

    public string FullName { get; } = fullName;

    public XElement Content { get; } = content;

    /// <summary>The record that it replaces, or null for a new one.</summary>
    public StoredRecord? Before { get; } = before;

    public bool IgnoreWarnings { get; } = ignoreWarnings;

    public string? ConsumerId { get; set; } = before?.ConsumerId;

    public ConsumerSecret? Secret { get; set; } = before?.Secret;

    public string Parent => Text("externalClientApplication") ?? "";

    public string? Text(string element) => Content.Element(s_ns + element)?.Value is { Length: > 0 } text ? text : null;

    public bool Flag(string element) => Text(element) == "true";

    public string[] Split(string element) =>
        (Text(element) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Sets an element, at its alphabetical place.</summary>
    public void Set(string element, string value) => MetadataXml.SetIn(Content, element, value);

    public void Remove(string element) => Content.Elements(s_ns + element).Remove();

    /// <summary>The problem, at the element's place in the file that was sent.</summary>
    public MetadataProblem Problem(string statusCode, string message, string? element = null) =>
        MetadataProblem.At(element is null ? source : source.Element(s_ns + element) ?? source, statusCode, message);
}
