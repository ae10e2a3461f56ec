using System.Xml;
using System.Xml.Linq;

namespace EcaTools.Core.Salesforce.Http;

/// <summary>The XML of the wire: read without DTDs or external entities and with a bound on its depth.</summary>
internal static class ResponseXml
{
    private const int MaximumDepth = 64;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>The root element.</summary>
    /// <exception cref="XmlException">It is not well-formed, has a DTD, or nests deeper than anything Salesforce
    /// sends.</exception>
    public static XElement Load(byte[] xml)
    {
        using (XmlReader depths = XmlReader.Create(new MemoryStream(xml, writable: false), Settings))
        {
            while (depths.Read())
            {
                if (depths.Depth > MaximumDepth)
                {
                    throw new XmlException($"The XML nests deeper than {MaximumDepth} elements.");
                }
            }
        }

        using XmlReader reader = XmlReader.Create(new MemoryStream(xml, writable: false), Settings);
        return XElement.Load(reader);
    }

    /// <summary>The bytes of a document, as UTF-8 without a byte order mark.</summary>
    public static byte[] Save(XElement root)
    {
        using MemoryStream stream = new();
        using (
            XmlWriter writer = XmlWriter.Create(
                stream,
                new XmlWriterSettings { Encoding = new System.Text.UTF8Encoding(false) }
            )
        )
        {
            root.Save(writer);
        }

        return stream.ToArray();
    }

    /// <summary>The first child of that local name, whatever its namespace.</summary>
    public static XElement? Child(this XElement element, string name) =>
        element.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    /// <summary>The children of that local name, whatever their namespace.</summary>
    public static IEnumerable<XElement> Children(this XElement element, string name) =>
        element.Elements().Where(child => child.Name.LocalName == name);

    /// <summary>The text of a child, in one line and without control characters; null if it is absent, nil or
    /// empty.</summary>
    public static string? Text(this XElement element, string name) =>
        element.Child(name) is { Value: { Length: > 0 } value } ? SafeText.OneLine(value) : null;
}
