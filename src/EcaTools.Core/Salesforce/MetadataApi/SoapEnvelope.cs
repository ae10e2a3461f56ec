using System.Xml.Linq;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Salesforce.MetadataApi;

/// <summary>The envelopes of the Metadata API's SOAP.</summary>
internal static class SoapEnvelope
{
    /// <summary>The namespace of all that the Metadata API says.</summary>
    public static readonly XNamespace Metadata = "http://soap.sforce.com/2006/04/metadata";

    /// <summary>The namespace of xsi:type and xsi:nil.</summary>
    public static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";

    /// <summary>The bytes of a call.</summary>
    public static byte[] Call(AccessToken token, string operation, params object?[] content) =>
        ResponseXml.Save(
            new XElement(
                Soap + "Envelope",
                new XAttribute(XNamespace.Xmlns + "soapenv", Soap),
                new XAttribute(XNamespace.Xmlns + "xsi", Instance),
                new XElement(
                    Soap + "Header",
                    new XElement(Metadata + "SessionHeader", new XElement(Metadata + "sessionId", token.Reveal()))
                ),
                new XElement(Soap + "Body", new XElement(Metadata + operation, content))
            )
        );

    /// <summary>An element of the Metadata API.</summary>
    public static XElement Element(string name, params object?[] content) => new(Metadata + name, content);

    /// <summary>The results in a response; null where it is not a response to that call.</summary>
    public static IEnumerable<XElement>? Results(XElement envelope, string operation) =>
        envelope.Name == Soap + "Envelope"
            ? envelope.Child("Body")?.Child(operation + "Response")?.Children("result")
            : null;
}
