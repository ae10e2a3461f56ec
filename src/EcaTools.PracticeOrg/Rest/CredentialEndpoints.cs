using System.Globalization;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>The Connect REST API of an ECA's credentials: its consumers, and the pair of each.</summary>
internal sealed class CredentialEndpoints(OrgWorld world, bool requireViewClientSecret) : EndpointFamily
{
    /// <summary>Connect REST API Developer Guide: OAuth credentials.</summary>
    private const int FirstVersion = 60;

    public override IEnumerable<Route> Routes =>
        [
            new("GET", "/services/data/{version}/apps/oauth/credentials/{app}", "oauth credentials", Consumers),
            new(
                "GET",
                "/services/data/{version}/apps/oauth/credentials/{app}/{consumer}",
                "oauth credentials",
                Credentials
            ),
        ];

    /// <summary>The org switch, the user's permissions, a version that has the resource, and an ECA that has
    /// credentials.</summary>
    /// <exception cref="RestException">403 FUNCTIONALITY_NOT_ENABLED or 404.</exception>
    public (Session Session, AppConsumers App) Require(
        Request request,
        RouteValues values,
        int firstVersion = FirstVersion
    )
    {
        Session session = world.Sessions.Require(request);
        if (values.Version < firstVersion)
        {
            throw RestException.NotFound();
        }

        MetadataState state = world.Metadata;
        if (
            !world.Settings.GivesOutConsumerSecrets
            || !Has(session.UserId, "PermissionsExternalClientAppDeveloper")
            || (requireViewClientSecret && !Has(session.UserId, "PermissionsViewClientSecret"))
        )
        {
            throw new RestException(
                403,
                "FUNCTIONALITY_NOT_ENABLED",
                "This feature is not currently enabled for this user type or org: [OAuthCredentials]"
            );
        }

        string? id = SalesforceId.Normalise(values["app"]);
        return (session, AppConsumers.Find(state, a => a.Id == id) ?? throw RestException.NotFound());
    }

    /// <exception cref="RestException">404.</exception>
    public static OAuthConsumer RequireConsumer(AppConsumers app, RouteValues values) =>
        app.All.FirstOrDefault(c => c.Id == SalesforceId.Normalise(values["consumer"]))
        ?? throw RestException.NotFound();

    public static string Url(RouteValues values, AppConsumers app, OAuthConsumer consumer) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"/services/data/v{values.Version}.0/apps/oauth/credentials/{app.App.Id}/{consumer.Id}"
        );

    private Answer Consumers(Request request, RouteValues values)
    {
        AppConsumers app = Require(request, values).App;
        return Answer.Json(
            new JsonObject
            {
                ["consumers"] = new JsonArray([
                    .. app.All.Select(c =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = c.Id,
                                ["key"] = c.Key,
                                ["name"] = c.Name,
                                ["url"] = Url(values, app, c),
                                ["stagedCredentialsUrl"] = StagedUrl(values, app, c),
                            }
                    ),
                ]),
            }
        );
    }

    private Answer Credentials(Request request, RouteValues values)
    {
        AppConsumers app = Require(request, values).App;
        OAuthConsumer consumer = RequireConsumer(app, values);
        string part = (request.Query["part"] ?? "key").ToLowerInvariant();
        if (part is not ("key" or "secret" or "keyandsecret"))
        {
            throw new RestException(400, "INVALID_PARAMETER", "Invalid value for parameter: part");
        }

        return Answer.Json(
            new JsonObject
            {
                ["id"] = consumer.Id,
                ["key"] = part == "secret" ? null : consumer.Key,
                ["name"] = consumer.Name,
                ["secret"] = part == "key" ? null : consumer.Secret.Reveal(),
                ["stagedCredentialsUrl"] = StagedUrl(values, app, consumer),
                ["url"] = Url(values, app, consumer),
            }
        );
    }

    private static string? StagedUrl(RouteValues values, AppConsumers app, OAuthConsumer consumer) =>
        values.Version < StagedCredentialEndpoints.FirstVersion ? null : Url(values, app, consumer) + "/staged";

    /// <summary>From the profile's or an assigned permission set.</summary>
    private bool Has(string userId, string permission)
    {
        string? profile = world.Rows("User").First(u => u.Text("Id") == userId).Text("ProfileId");
        HashSet<string> assigned =
        [
            .. world
                .Rows("PermissionSetAssignment")
                .Where(a => a.Text("AssigneeId") == userId)
                .Select(a => a.Text("PermissionSetId")!),
        ];
        return world
            .Rows("PermissionSet")
            .Any(s => s[permission] is true && (s.Text("ProfileId") == profile || assigned.Contains(s.Text("Id")!)));
    }
}
