using System.Globalization;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>The Connect REST API of ECAs' credentials.</summary>
internal sealed class ConnectEndpoints(OrgWorld world) : EndpointFamily
{
    public override IEnumerable<Route> Routes =>
    [
        new("GET", "/services/data/{version}/apps/oauth/credentials/{app}", "oauth credentials", Consumers),
        new("GET", "/services/data/{version}/apps/oauth/credentials/{app}/{consumer}", "oauth credentials", Credentials),
    ];

    private Answer Consumers(Request request, RouteValues values)
    {
        (StoredRecord app, StoredRecord settings, StoredRecord global) = Require(request, values);
        string url = $"{BasePath(values)}/credentials/{app.Id}/{settings.ConsumerId}";
        return Answer.Json(new JsonObject
        {
            ["consumers"] = new JsonArray(new JsonObject
            {
                ["id"] = settings.ConsumerId,
                ["key"] = global.ConsumerKey,
                ["name"] = settings.FullName,
                ["url"] = url,
                ["stagedCredentialsUrl"] = url + "/staged",
            }),
        });
    }

    private Answer Credentials(Request request, RouteValues values)
    {
        (StoredRecord app, StoredRecord settings, StoredRecord global) = Require(request, values);
        if (SalesforceId.Normalise(values["consumer"]) != settings.ConsumerId)
        {
            throw RestException.NotFound();
        }

        string part = (request.Query["part"] ?? "key").ToLowerInvariant();
        if (part is not ("key" or "secret" or "keyandsecret"))
        {
            throw new RestException(400, "INVALID_PARAMETER", "Invalid value for parameter: part");
        }

        string url = $"{BasePath(values)}/credentials/{app.Id}/{settings.ConsumerId}";
        return Answer.Json(new JsonObject
        {
            ["id"] = settings.ConsumerId,
            ["key"] = part == "secret" ? null : global.ConsumerKey,
            ["name"] = settings.FullName,
            ["secret"] = part == "key" ? null : global.Secret!.Reveal(),
            ["stagedCredentialsUrl"] = url + "/staged",
            ["url"] = url,
        });
    }

    /// <summary>The org switch, the user's permission, and an ECA that has credentials.</summary>
    private (StoredRecord App, StoredRecord Settings, StoredRecord Global) Require(Request request, RouteValues values)
    {
        Session session = world.Sessions.Require(request);
        MetadataState state = world.Metadata;
        if (state.Find("ExternalClientAppSettings", "ExternalClientApp")?.Flag("enableClientSecretInRestApiAccess") != true || !IsDeveloper(session.UserId))
        {
            throw new RestException(403, "FUNCTIONALITY_NOT_ENABLED", "This feature is not currently enabled for this user type or org: [OAuthCredentials]");
        }

        string? id = SalesforceId.Normalise(values["app"]);
        StoredRecord app = state.OfType("ExternalClientApplication").FirstOrDefault(a => a.Id == id) ?? throw RestException.NotFound();
        return state.SatelliteOf(app.FullName, "ExtlClntAppOauthSettings") is { } settings
            && state.SatelliteOf(app.FullName, "ExtlClntAppGlobalOauthSettings") is { } global
            ? (app, settings, global)
            : throw RestException.NotFound();
    }

    /// <summary>External Client App Developer, from the profile's or an assigned permission set. The API name of 'View Client Secret' is UNCONFIRMED, so it is not asked for.</summary>
    private bool IsDeveloper(string userId)
    {
        string? profile = world.Rows("User").First(u => u.Text("Id") == userId).Text("ProfileId");
        HashSet<string> assigned = [.. world.Rows("PermissionSetAssignment").Where(a => a.Text("AssigneeId") == userId).Select(a => a.Text("PermissionSetId")!)];
        return world.Rows("PermissionSet").Any(s => s["PermissionsExternalClientAppDeveloper"] is true && (s.Text("ProfileId") == profile || assigned.Contains(s.Text("Id")!)));
    }

    private static string BasePath(RouteValues values) => string.Create(CultureInfo.InvariantCulture, $"/services/data/v{values.Version}.0/apps/oauth");
}
