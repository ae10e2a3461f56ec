using System.Collections.Frozen;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Soap;

/// <summary>A SOAP API: reads the envelope, checks the session, and hands the call to its operation.</summary>
internal sealed class SoapEndpoint(
    OrgWorld world,
    string path,
    string kind,
    XNamespace ns,
    IEnumerable<SoapOperation> operations
) : EndpointFamily
{
    /// <summary>From this version on, SOAP takes access tokens in JWT format (field report).</summary>
    private const int FirstVersionWithJwt = 68;

    private readonly FrozenDictionary<string, SoapOperation> _operations = operations.ToFrozenDictionary(
        o => o.Name,
        StringComparer.Ordinal
    );

    public override IEnumerable<Route> Routes =>
        [
            Route.Prepared("POST", $"/services/Soap/{path}/{{version}}", kind, Prepare),
            // Clients may append the org's id to the path.
            Route.Prepared("POST", $"/services/Soap/{path}/{{version}}/{{org}}", kind, Prepare),
        ];

    private Func<Answer> Prepare(Request request, RouteValues values)
    {
        SoapCall call;
        try
        {
            call = SoapCall.Read(request.Body);
        }
        catch (SoapFaultException e)
        {
            return () => e.ToAnswer();
        }

        if (!_operations.TryGetValue(call.Operation, out SoapOperation? operation))
        {
            return () =>
                throw new SoapFaultException(
                    "soapenv:Client",
                    $"No operation available for request {call.Arguments.Name}"
                );
        }

        request.Operation = operation.Name;
        request.SessionId = call.SessionId;
        request.IsChange = operation.Changes(call);
        return () => Run(call with { Sabotage = request.Sabotage }, operation, values.Version);
    }

    private Answer Run(SoapCall call, SoapOperation operation, int version)
    {
        Session? session = null;
        if (operation.NeedsSession)
        {
            session = world.Sessions.Find(call.SessionId) ?? throw SoapFaultException.InvalidSession();
            if (!session.ReachesData)
            {
                throw SoapFaultException.InvalidSession();
            }

            if (session.IsJwt && version < FirstVersionWithJwt)
            {
                throw new SoapFaultException(
                    "INVALID_SESSION_ID",
                    "SOAP API does not support JWT-based access tokens. You must disable the \"Issue JSON Web Token (JWT)-based access tokens\" setting in your Connected App or External Client App"
                );
            }

            if (path == "m" && !world.Permissions.MayUseMetadataApi(session.UserId))
            {
                throw new SoapFaultException("INSUFFICIENT_ACCESS", UserPermissions.NoMetadataApi);
            }
        }

        return SoapXml.Envelope(
            new XElement(ns + (operation.Name + "Response"), operation.Handle(call, session, version))
        );
    }
}
