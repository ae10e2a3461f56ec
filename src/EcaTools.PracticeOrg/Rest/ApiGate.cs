using System.Net;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>What every REST call passes: the user's permission to use the API at all, and the event log that keeps the
/// call.</summary>
internal sealed class ApiGate(OrgWorld world)
{
    private const string ClientIpHeader = "X-Practice-Client-Ip";

    /// <summary>Lets a call through to its handler, and keeps what it was.</summary>
    public Answer Pass(Request request, Func<Answer> handler)
    {
        Session? session = world.Sessions.Find(request.BearerToken());
        if (session is null)
        {
            // The handler says what a bad session gets.
            return handler();
        }

        int status = 500;
        try
        {
            Check(request, session);
            Answer answer = handler();
            status = answer.Status;
            return answer;
        }
        catch (RefusedException e)
        {
            status = e.ToAnswer().Status;
            throw;
        }
        finally
        {
            world.LiveTraffic.AddCall(
                session,
                ClientIp(request),
                request.Header("User-Agent") ?? "",
                "REST",
                request.Segments[2].TrimStart('v'),
                request.Method,
                request.Path["/services/data".Length..],
                status
            );
        }
    }

    /// <exception cref="RestException">The user may not use the API, or not the Metadata API.</exception>
    private void Check(Request request, Session session)
    {
        if (!world.Permissions.Has(session.UserId, "ApiEnabled"))
        {
            throw new RestException(403, "API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner");
        }

        if (request.Segments is [_, _, _, "metadata", ..] && !world.Permissions.MayUseMetadataApi(session.UserId))
        {
            throw new RestException(403, "INSUFFICIENT_ACCESS", UserPermissions.NoMetadataApi);
        }
    }

    /// <summary>Everybody comes from loopback; a test that plays somebody else says so in a header.</summary>
    private static string ClientIp(Request request) =>
        request.Header(ClientIpHeader) is { } given && IPAddress.TryParse(given, out IPAddress? address)
            ? address.ToString()
            : "127.0.0.1";
}
