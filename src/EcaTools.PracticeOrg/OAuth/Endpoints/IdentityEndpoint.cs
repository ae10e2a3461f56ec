using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.OAuth.Endpoints;

/// <summary>Who a token stands for: userinfo and the identity URL.</summary>
internal sealed class IdentityEndpoint(OrgWorld world, UserClaims claims) : EndpointFamily
{
    public override IEnumerable<Route> Routes =>
        [
            new("GET", "/services/oauth2/userinfo", "userinfo", (request, _) => UserInfo(request)),
            new("POST", "/services/oauth2/userinfo", "userinfo", (request, _) => UserInfo(request)),
            new("GET", "/id/{org}/{user}", "identity", Identity),
        ];

    private Answer UserInfo(Request request) => Answer.Json(claims.UserInfo(User(RequireSession(request))));

    private Answer Identity(Request request, RouteValues values)
    {
        Session session = RequireSession(request);
        return
            SalesforceId.Normalise(values["org"]) == world.OrgId
            && SalesforceId.Normalise(values["user"]) == session.UserId
            ? Answer.Json(claims.Identity(User(session)))
            : throw new BadTokenException("Wrong_Org");
    }

    /// <summary>These two endpoints answer a bad token with 403 and these words, not with the REST API's
    /// error.</summary>
    private Session RequireSession(Request request) =>
        world.Sessions.Find(request.BearerToken() ?? request.Query["access_token"] ?? request.Query["oauth_token"])
        ?? throw new BadTokenException();

    private Row User(Session session) => world.Rows("User").First(u => u.Text("Id") == session.UserId);
}
