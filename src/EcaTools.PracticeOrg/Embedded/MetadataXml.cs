using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace EcaTools.PracticeOrg.Embedded;

/// <summary>Reads XML that a stranger sent, and writes it as Salesforce does.</summary>
internal static class MetadataXml
{
    /// <summary>Metadata types nest three deep; a SOAP envelope adds a few. Deeper is an attack.</summary>
    private const int MaximumDepth = 64;

    public static readonly XNamespace Namespace = "http://soap.sforce.com/2006/04/metadata";

    public static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <exception cref="XmlException">It is not well-formed, has a DTD, or is too deep.</exception>
    public static XElement Parse(byte[] xml)
    {
        using (XmlReader probe = Reader(xml))
        {
            while (probe.Read())
            {
                if (probe.Depth > MaximumDepth)
                {
                    throw new XmlException("The document is nested too deeply.");
                }
            }
        }

        using XmlReader reader = Reader(xml);
        return XDocument.Load(reader, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace).Root!;
    }

    /// <summary>A file as a retrieve gives it: declaration, four spaces, line feeds.</summary>
    public static byte[] File(XElement root)
    {
        StringBuilder text = new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        XmlWriterSettings settings = new()
        {
            OmitXmlDeclaration = true,
            Indent = true,
            IndentChars = "    ",
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.None,
        };
        Clean(root);
        using (XmlWriter writer = XmlWriter.Create(text, settings))
        {
            root.Save(writer);
        }

        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    /// <summary>Replaces what XML can't hold, as error texts may that quote what a stranger sent.</summary>
    public static void Clean(XElement root)
    {
        foreach (XText text in root.DescendantNodes().OfType<XText>().ToList())
        {
            text.Value = Clean(text.Value);
        }
    }

    private static string Clean(string text)
    {
        StringBuilder? clean = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]))
            {
                continue;
            }

            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                i++;
                continue;
            }

            clean ??= new StringBuilder(text);
            clean[i] = '\ufffd';
        }

        return clean?.ToString() ?? text;
    }

    private static XmlReader Reader(byte[] xml) =>
        XmlReader.Create(
            new MemoryStream(xml, writable: false),
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                CloseInput = true,
            }
        );

    /// <summary>Sets a child element, at its alphabetical place.</summary>
    public static void SetIn(XElement parent, string element, string value)
    {
        parent.Elements(Namespace + element).Remove();
        XElement added = new(Namespace + element, value);
        if (parent.Elements().FirstOrDefault(e => string.CompareOrdinal(e.Name.LocalName, element) > 0) is { } next)
        {
            next.AddBeforeSelf(added);
        }
        else
        {
            parent.Add(added);
        }
    }
}
