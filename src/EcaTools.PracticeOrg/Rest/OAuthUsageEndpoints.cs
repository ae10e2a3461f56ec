using System.Globalization;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>
/// The Connect REST API of OAuth usage: which apps have tokens, whose they are, and how they are ended. Paths and the
/// fields of a token are documented; the shape around them is UNCONFIRMED.
/// </summary>
internal sealed class OAuthUsageEndpoints(OrgWorld world) : EndpointFamily
{
    private const string Base = "/services/data/{version}/apps/oauth/usage";

    public override IEnumerable<Route> Routes =>
        [
            new("GET", Base, "oauth usage", Apps),
            new("DELETE", Base + "/tokens/{token}", "oauth token", EndOne, changes: true),
            new("GET", Base + "/{app}/users", "oauth usage users", Users),
            new("DELETE", Base + "/{app}/tokens", "oauth tokens", (r, v) => End(r, v, userId: null), changes: true),
            new("GET", Base + "/{app}/{user}/tokens", "oauth tokens", Tokens),
            new("DELETE", Base + "/{app}/{user}/tokens", "oauth tokens", (r, v) => End(r, v, UserOf(v)), changes: true),
        ];

    /// <summary>Only apps that have tokens are listed, so a new ECA that nobody used is missing (field
    /// report).</summary>
    private Answer Apps(Request request, RouteValues values)
    {
        world.Sessions.Require(request);
        HashSet<string> used = [.. All().Select(t => t.AppRecordId)];
        MetadataState state = world.Metadata;
        return Page(
            request,
            values,
            "",
            "apps",
            state
                .OfType("ConnectedApp")
                .Concat(state.OfType("ExternalClientApplication"))
                .Where(a => used.Contains(a.Id)),
            app => new JsonObject
            {
                ["developerName"] = app.FullName,
                ["identifier"] = app.Id,
                ["label"] = app.Text("label"),
            }
        );
    }

    private Answer Users(Request request, RouteValues values)
    {
        RequireAdministrator(request);
        StoredRecord app = App(values);
        string path = "/" + app.Id + "/users";
        Dictionary<string, Row> users = world.Rows("User").ToDictionary(u => u.Text("Id")!, StringComparer.Ordinal);
        return Page(
            request,
            values,
            path,
            "users",
            All().Where(t => t.AppRecordId == app.Id).GroupBy(t => t.UserId, StringComparer.Ordinal),
            of => new JsonObject
            {
                ["id"] = of.Key,
                ["name"] = users[of.Key].Text("Name"),
                ["username"] = users[of.Key].Text("Username"),
                ["tokenCount"] = of.Count(),
                ["lastUsedAt"] = Time(of.Max(t => t.LastUsedAt)),
                ["tokensUrl"] = $"{Path(values)}/{app.Id}/{of.Key}/tokens",
            }
        );
    }

    private Answer Tokens(Request request, RouteValues values)
    {
        RequireAdministrator(request);
        StoredRecord app = App(values);
        string userId = UserOf(values);
        return Page(
            request,
            values,
            $"/{app.Id}/{userId}/tokens",
            "tokens",
            All().Where(t => t.AppRecordId == app.Id && t.UserId == userId),
            token => new JsonObject
            {
                ["id"] = token.Id,
                ["accessTokenFormat"] = token.IsJwt ? "JWT" : "Opaque",
                ["appDeveloperName"] = app.FullName,
                ["appIdentifier"] = app.Id,
                ["initialConnectionAt"] = Time(token.CreatedAt),
                ["lastUsedAt"] = Time(token.LastUsedAt),
                ["revocationUrl"] = $"{Path(values)}/tokens/{token.Id}",
            }
        );
    }

    private Answer EndOne(Request request, RouteValues values)
    {
        RequireAdministrator(request);
        string? id = SalesforceId.Normalise(values["token"]);
        if (id is null || !All().Any(t => t.Id == id))
        {
            throw RestException.NotFound();
        }

        world.Sessions.EndWhere(r => r.Id == id, s => s.TokenId == id);
        return Answer.Empty(204);
    }

    private Answer End(Request request, RouteValues values, string? userId)
    {
        RequireAdministrator(request);
        string app = App(values).Id;
        world.Sessions.EndWhere(
            r => r.AppRecordId == app && (userId is null || r.UserId == userId),
            s => s.AppRecordId == app && (userId is null || s.UserId == userId)
        );
        return Answer.Empty(204);
    }

    /// <summary>Refresh tokens, and access tokens that have none.</summary>
    private IEnumerable<Token> All() =>
        world
            .Sessions.RefreshTokens()
            .Select(r => new Token(r.Id, r.AppRecordId, r.UserId, r.IsJwt, r.CreatedAt, r.LastUsedAt))
            .Concat(
                world
                    .Sessions.Sessions()
                    .Where(s => s is { TokenId: not null, AppRecordId: not null })
                    .Select(s => new Token(
                        s.TokenId!,
                        s.AppRecordId!,
                        s.UserId,
                        s.IsJwt,
                        s.CreatedAt ?? world.Now,
                        s.CreatedAt ?? world.Now
                    ))
            );

    /// <summary>Other users' tokens want Customize Application (Object Reference: OauthToken). That this API asks the
    /// same is UNCONFIRMED.</summary>
    private void RequireAdministrator(Request request)
    {
        Session session = world.Sessions.Require(request);
        string? profile = world.Rows("User").First(u => u.Text("Id") == session.UserId).Text("ProfileId");
        HashSet<string> assigned =
        [
            .. world
                .Rows("PermissionSetAssignment")
                .Where(a => a.Text("AssigneeId") == session.UserId)
                .Select(a => a.Text("PermissionSetId")!),
        ];
        if (
            !world
                .Rows("PermissionSet")
                .Any(s =>
                    s["PermissionsCustomizeApplication"] is true
                    && (s.Text("ProfileId") == profile || assigned.Contains(s.Text("Id")!))
                )
        )
        {
            throw new RestException(403, "INSUFFICIENT_ACCESS", "insufficient access rights on object id");
        }
    }

    private StoredRecord App(RouteValues values)
    {
        string? id = SalesforceId.Normalise(values["app"]);
        MetadataState state = world.Metadata;
        return state
                .OfType("ExternalClientApplication")
                .Concat(state.OfType("ConnectedApp"))
                .FirstOrDefault(a => a.Id == id)
            ?? throw RestException.NotFound();
    }

    private string UserOf(RouteValues values) =>
        SalesforceId.Normalise(values["user"]) is { } id && world.Rows("User").Any(u => u.Text("Id") == id)
            ? id
            : throw RestException.NotFound();

    /// <summary>The link to a next page is there even on the last one; the page behind it is empty (field
    /// report).</summary>
    private static Answer Page<T>(
        Request request,
        RouteValues values,
        string path,
        string name,
        IEnumerable<T> items,
        Func<T, JsonObject> describe
    )
    {
        int page = Number(request, "page", 0);
        int size = Math.Clamp(Number(request, "pageSize", 100), 1, 200);
        string url = Path(values) + path;
        return Answer.Json(
            new JsonObject
            {
                [name] = new JsonArray([.. items.Skip(page * size).Take(size).Select(describe)]),
                ["currentPageUrl"] = string.Create(CultureInfo.InvariantCulture, $"{url}?page={page}&pageSize={size}"),
                ["nextPageUrl"] = string.Create(CultureInfo.InvariantCulture, $"{url}?page={page + 1}&pageSize={size}"),
            }
        );
    }

    private static int Number(Request request, string name, int fallback) =>
        int.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? Math.Min(number, 1_000_000)
            : fallback;

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Path(RouteValues values) =>
        string.Create(CultureInfo.InvariantCulture, $"/services/data/v{values.Version}.0/apps/oauth/usage");

    private sealed record Token(
        string Id,
        string AppRecordId,
        string UserId,
        bool IsJwt,
        DateTimeOffset CreatedAt,
        DateTimeOffset LastUsedAt
    );
}
