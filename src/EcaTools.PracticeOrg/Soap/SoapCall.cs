using System.Xml;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.Soap;

/// <summary>A SOAP request that was read: the operation, its arguments, and the session.</summary>
internal sealed record SoapCall(string Operation, XElement Arguments, string? SessionId)
{
    private static readonly XNamespace s_envelope = "http://schemas.xmlsoap.org/soap/envelope/";

    /// <summary>The fault that meets the deploy which this call asks for.</summary>
    public DeploySabotage? Sabotage { get; init; }

    /// <exception cref="SoapFaultException">The body is no SOAP envelope with one operation in it.</exception>
    public static SoapCall Read(byte[] body)
    {
        XElement envelope;
        try
        {
            envelope = MetadataXml.Parse(body);
        }
        catch (XmlException e)
        {
            throw new SoapFaultException("soapenv:Client", "Unable to parse the request: " + e.Message);
        }

        if (
            envelope.Name != s_envelope + "Envelope"
            || envelope.Element(s_envelope + "Body")?.Elements().FirstOrDefault() is not { } operation
        )
        {
            throw new SoapFaultException(
                "soapenv:Client",
                "The request is no SOAP envelope with an operation in its body."
            );
        }

        string? session = envelope
            .Element(s_envelope + "Header")
            ?.Elements()
            .FirstOrDefault(e => e.Name.LocalName == "SessionHeader")
            ?.Elements()
            .FirstOrDefault(e => e.Name.LocalName == "sessionId")
            ?.Value.Trim();
        return new SoapCall(operation.Name.LocalName, operation, session);
    }

    public string? Text(string argument) => Child(Arguments, argument)?.Value.Trim();

    public IEnumerable<XElement> Many(string argument) => Arguments.Elements().Where(e => e.Name.LocalName == argument);

    public static XElement? Child(XElement parent, string name) =>
        parent.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    public override string ToString() => Operation;
}
