using System.Xml.Linq;
using EcaTools.PracticeOrg.Sessions;

namespace EcaTools.PracticeOrg.Soap;

/// <summary>One operation of a SOAP API.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Handle">Makes the elements of the response.</param>
/// <param name="Changes">Whether a call asks for a change.</param>
/// <param name="NeedsSession">Whether it wants a session; only login does not.</param>
internal sealed record SoapOperation(
    string Name,
    Func<SoapCall, Session?, int, IEnumerable<XElement>> Handle,
    Func<SoapCall, bool> Changes,
    bool NeedsSession = true
)
{
    /// <summary>An operation that only looks.</summary>
    public static SoapOperation Read(string name, Func<SoapCall, int, IEnumerable<XElement>> handle) =>
        new(name, (call, _, version) => handle(call, version), _ => false);
}
