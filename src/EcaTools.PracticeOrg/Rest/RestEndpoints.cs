using System.Globalization;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>What the REST API says of itself: versions, resources, limits.</summary>
internal sealed class RestEndpoints(OrgWorld world, ApiUsage usage) : EndpointFamily
{
    private static readonly string[] s_resources = ["tooling", "metadata", "query", "queryAll", "sobjects", "limits"];

    public override IEnumerable<Route> Routes =>
        [
            new("GET", "/services/data", "versions", (_, _) => Answer.Json(ApiVersions.List())),
            new("GET", "/services/data/{version}", "resources", Resources),
            new("GET", "/services/data/{version}/limits", "limits", Limits),
        ];

    private Answer Resources(Request request, RouteValues values)
    {
        Session session = world.Sessions.Require(request);
        JsonObject resources = new() { ["identity"] = $"{world.BaseUrl}/id/{world.OrgId}/{session.UserId}" };
        foreach (string name in s_resources)
        {
            resources[name] = string.Create(CultureInfo.InvariantCulture, $"/services/data/v{values.Version}.0/{name}");
        }

        return Answer.Json(resources);
    }

    private Answer Limits(Request request, RouteValues values)
    {
        world.Sessions.Require(request);
        return Answer.Json(
            new JsonObject
            {
                ["DailyApiRequests"] = Limit(ApiUsage.Maximum, ApiUsage.Maximum - usage.Used),
                ["DailyAsyncApexExecutions"] = Limit(250_000, 250_000),
                ["DataStorageMB"] = Limit(1024, 1000),
                ["FileStorageMB"] = Limit(1024, 1000),
            }
        );
    }

    private static JsonObject Limit(long maximum, long remaining) =>
        new() { ["Max"] = maximum, ["Remaining"] = Math.Max(0, remaining) };
}
