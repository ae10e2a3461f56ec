using System.Xml.Linq;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.Soap;

/// <summary>A refusal in the SOAP shape: a fault with status 500. Salesforce's codes get their 'sf:' here.</summary>
internal sealed class SoapFaultException(string code, string message) : RefusedException(message)
{
    public static SoapFaultException InvalidSession() =>
        new("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session");

    public override Answer ToAnswer()
    {
        bool isSoap = code.Contains(':', StringComparison.Ordinal);
        return SoapXml.Envelope(
            new XElement(
                SoapXml.EnvelopeNamespace + "Fault",
                new XElement("faultcode", isSoap ? code : "sf:" + code),
                new XElement("faultstring", isSoap ? Message : $"{code}: {Message}")
            ),
            500
        );
    }
}
