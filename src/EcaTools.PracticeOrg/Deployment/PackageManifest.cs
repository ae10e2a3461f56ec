using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.Deployment;

/// <summary>A package.xml, or the manifest of a retrieve: members by type, and the API version.</summary>
internal sealed record PackageManifest(
    ImmutableArray<(string Type, ImmutableArray<string> Members)> Types,
    int? Version
)
{
    /// <exception cref="PackageException">It is not a manifest, or wants a version that this org has not.</exception>
    public static PackageManifest Parse(byte[] xml)
    {
        try
        {
            return Read(MetadataXml.Parse(xml));
        }
        catch (XmlException e)
        {
            throw new PackageException("Error parsing package.xml: " + e.Message);
        }
    }

    /// <exception cref="PackageException">It wants a version that this org has not.</exception>
    public static PackageManifest Read(XElement package)
    {
        ImmutableArray<(string, ImmutableArray<string>)>.Builder types = ImmutableArray.CreateBuilder<(
            string,
            ImmutableArray<string>
        )>();
        foreach (XElement group in Children(package, "types"))
        {
            string name = Children(group, "name").FirstOrDefault()?.Value.Trim() ?? "";
            types.Add((name, [.. Children(group, "members").Select(m => m.Value.Trim())]));
        }

        return new PackageManifest(
            types.ToImmutable(),
            ReadVersion(Children(package, "version").FirstOrDefault()?.Value.Trim())
        );
    }

    public bool Names(string type, string member) =>
        Types.Any(t => t.Type == type && (t.Members.Any(m => m == member || m == "*")));

    /// <summary>A version that is older than the oldest of this org is read as that one; a newer one is
    /// refused.</summary>
    private static int? ReadVersion(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (
            !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal version)
            || version != decimal.Truncate(version)
            || version is < 1 or > ApiVersions.Highest
        )
        {
            throw new PackageException($"Invalid version specified: {text}");
        }

        return Math.Max((int)version, ApiVersions.Lowest);
    }

    private static IEnumerable<XElement> Children(XElement parent, string name) =>
        parent.Elements().Where(e => e.Name.LocalName == name);
}
