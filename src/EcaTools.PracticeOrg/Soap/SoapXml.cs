using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.Soap;

/// <summary>Writes SOAP answers.</summary>
internal static class SoapXml
{
    public static readonly XNamespace EnvelopeNamespace = "http://schemas.xmlsoap.org/soap/envelope/";

    /// <summary>The body's namespace is the default one, as in Salesforce's answers: clients look for elements without
    /// a prefix.</summary>
    public static Answer Envelope(XElement body, int status = 200)
    {
        XElement envelope = new(
            EnvelopeNamespace + "Envelope",
            new XAttribute(XNamespace.Xmlns + "soapenv", EnvelopeNamespace),
            body.Name.Namespace == EnvelopeNamespace
                ? new XAttribute(XNamespace.Xmlns + "sf", "http://soap.sforce.com/2006/04/metadata")
                : new XAttribute("xmlns", body.Name.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "xsi", MetadataXml.Instance),
            new XElement(EnvelopeNamespace + "Body", body)
        );
        MetadataXml.Clean(envelope);
        StringBuilder text = new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        using (
            XmlWriter writer = XmlWriter.Create(
                text,
                new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize }
            )
        )
        {
            envelope.Save(writer);
        }

        return Answer.Text(text.ToString(), "text/xml", status);
    }

    /// <summary>JSON as elements: an array becomes the element repeated, and null is left out.</summary>
    public static IEnumerable<XElement> Elements(XNamespace ns, JsonObject json) =>
        json.SelectMany(p => Element(ns, p.Key, p.Value));

    private static IEnumerable<XElement> Element(XNamespace ns, string name, JsonNode? value) =>
        value switch
        {
            null => [],
            JsonArray array => array.SelectMany(item => Element(ns, name, item)),
            JsonObject nested => [new XElement(ns + name, Elements(ns, nested))],
            _ => [new XElement(ns + name, value.ToString())],
        };
}
