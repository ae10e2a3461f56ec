using System.Globalization;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>The Connect REST API of OAuth apps: which are used.</summary>
internal sealed class ConnectEndpoints(OrgWorld world) : EndpointFamily
{
    public override IEnumerable<Route> Routes =>
    [
        new("GET", "/services/data/{version}/apps/oauth/usage", "oauth usage", Usage),
    ];

    /// <summary>Only apps that have tokens are listed, so a new ECA that nobody used is missing (field report).</summary>
    private Answer Usage(Request request, RouteValues values)
    {
        world.Sessions.Require(request);
        int page = Number(request, "page", 0);
        int size = Math.Clamp(Number(request, "pageSize", 100), 1, 200);
        HashSet<string> used = [.. world.Rows("OauthToken").Select(r => r.Text("AppMenuItemId")).OfType<string>()];
        MetadataState state = world.Metadata;
        JsonArray apps = [];
        foreach (StoredRecord app in state.OfType("ConnectedApp").Concat(state.OfType("ExternalClientApplication"))
            .Where(a => used.Contains(world.Ids.For(SObjectPrefixes.AppMenuItem, a.Id)) || world.Sessions.OfApp(a.Id).Any())
            .Skip(page * size).Take(size))
        {
            apps.Add(new JsonObject { ["developerName"] = app.FullName, ["identifier"] = app.Id, ["label"] = app.Text("label") });
        }

        // The link to a next page is there even on the last one; the page behind it is empty (field report).
        string path = BasePath(values) + "/usage";
        return Answer.Json(new JsonObject
        {
            ["apps"] = apps,
            ["currentPageUrl"] = string.Create(CultureInfo.InvariantCulture, $"{path}?page={page}&pageSize={size}"),
            ["nextPageUrl"] = string.Create(CultureInfo.InvariantCulture, $"{path}?page={page + 1}&pageSize={size}"),
        });
    }

    private static int Number(Request request, string name, int fallback) =>
        int.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Min(number, 1_000_000) : fallback;

    private static string BasePath(RouteValues values) => string.Create(CultureInfo.InvariantCulture, $"/services/data/v{values.Version}.0/apps/oauth");
}
