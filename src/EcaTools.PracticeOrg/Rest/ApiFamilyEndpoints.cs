using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>
/// One resource of each API family that a scope of its own opens, so that a client can see what its token reaches.
/// Which scope opens which family: Salesforce Help, OAuth Tokens and Scopes. That the scope api opens the analytics API,
/// too, and the words of a refusal are UNCONFIRMED.
/// </summary>
internal sealed class ApiFamilyEndpoints(OrgWorld world) : EndpointFamily
{
    public override IEnumerable<Route> Routes =>
        [
            new(
                "GET",
                "/services/data/{version}/chatter/users/me",
                "chatter",
                (request, _) => Self(request, "api", "chatter_api")
            ),
            new("GET", "/services/data/{version}/wave", "analytics", (request, _) => Self(request, "api", "wave_api")),
            new("GET", "/services/apexrest", "apex rest", (request, _) => ApexRest(request)),
        ];

    private Answer Self(Request request, params string[] scopes)
    {
        Session session = Require(request, scopes);
        return Answer.Json(new JsonObject { ["id"] = session.UserId });
    }

    /// <summary>No Apex class answers here: with the scope the path is not found, without it the session is
    /// refused.</summary>
    private Answer ApexRest(Request request)
    {
        Require(request, "api");
        throw new RestException(404, "NOT_FOUND", "Could not find a match for URL");
    }

    private Session Require(Request request, params string[] scopes)
    {
        Session session = world.Sessions.Find(request.BearerToken()) ?? throw RestException.InvalidSession();
        return session.Scope.Split(' ').Any(scope => scope == "full" || scopes.Contains(scope))
            ? session
            : throw RestException.NotForThisApi();
    }
}
