using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.World.Rows;

/// <summary>App menu items of connected apps and ECAs: the inventory of canvas and mobile apps that needs no
/// files.</summary>
internal static class AppMenuRows
{
    public static IEnumerable<Row> Items(IOrg world, MetadataState state) =>
        state
            .OfType("ConnectedApp")
            .Select(app => ConnectedApp(world, app))
            .Concat(state.OfType("ExternalClientApplication").Select(app => ExternalClientApp(world, state, app)))
            .Select((values, order) => new Row([.. values, ("SortOrder", (decimal)(order + 1))]));

    /// <summary>Who has a mobile app: the users with a token of it.</summary>
    public static IEnumerable<Row> InstalledMobileApps(IOrg world, MetadataState state)
    {
        Dictionary<string, StoredRecord> mobile = state
            .OfType("ConnectedApp")
            .Where(a => a.Child("mobileAppConfig") is not null)
            .ToDictionary(a => world.Ids.For(SObjectPrefixes.AppMenuItem, a.Id), StringComparer.Ordinal);
        foreach (Row token in world.Rows("OauthToken"))
        {
            if (token.Text("AppMenuItemId") is { } item && mobile.TryGetValue(item, out StoredRecord? app))
            {
                yield return new Row(
                    ("Id", world.Ids.For(SObjectPrefixes.InstalledMobileApp, app.Id + token.Text("UserId"))),
                    ("ConnectedApplicationId", app.Id),
                    ("UserId", token.Text("UserId")),
                    ("Status", "Installed"),
                    ("Version", Value(app.Child("mobileAppConfig"), "version"))
                );
            }
        }
    }

    private static IEnumerable<(string Name, object? Value)> ConnectedApp(IOrg world, StoredRecord app)
    {
        XElement? canvas = app.Child("canvasConfig");
        XElement? mobile = app.Child("mobileAppConfig");
        return
        [
            .. Common(world, app),
            ("Type", "ConnectedApplication"),
            ("StartUrl", app.Text("startUrl")),
            ("MobileStartUrl", app.Text("mobileStartUrl")),
            ("IsUsingAdminAuthorization", Value(app.Child("oauthConfig"), "isAdminApproved") == "true"),
            ("CanvasEnabled", canvas is not null),
            ("CanvasUrl", Value(canvas, "canvasUrl")),
            ("CanvasAccessMethod", Value(canvas, "accessMethod")),
            ("CanvasSelectedLocations", Values(canvas, "locations")),
            ("CanvasOptions", Values(canvas, "options")),
            ("MobileAppVer", Value(mobile, "version")),
            ("MobileDeviceType", Value(mobile, "deviceType")),
            ("MobileMinOsVer", Value(mobile, "minimumOsVersion")),
            ("MobilePlatform", Value(mobile, "devicePlatform")),
            ("MobileAppInstallUrl", Value(mobile, "applicationInstallUrl")),
        ];
    }

    private static IEnumerable<(string Name, object? Value)> ExternalClientApp(
        IOrg world,
        MetadataState state,
        StoredRecord app
    ) =>
        [
            .. Common(world, app),
            ("Type", "ExternalClientApplication"),
            ("StartUrl", state.SatelliteOf(app.FullName, "ExtlClntAppConfigurablePolicies")?.Text("startUrl")),
            (
                "IsUsingAdminAuthorization",
                state
                    .SatelliteOf(app.FullName, "ExtlClntAppOauthConfigurablePolicies")
                    ?.Text("permittedUsersPolicyType") == "AdminApprovedPreAuthorized"
            ),
            ("CanvasEnabled", state.SatelliteOf(app.FullName, "ExtlClntAppCanvasSettings") is not null),
        ];

    private static IEnumerable<(string Name, object? Value)> Common(IOrg world, StoredRecord app) =>
        [
            .. Projections.Audit(app).Where(v => v.Name is not "Id" and not "ManageableState"),
            ("Id", world.Ids.For(SObjectPrefixes.AppMenuItem, app.Id)),
            ("ApplicationId", app.Id),
            ("Name", Projections.DeveloperName(app)),
            ("Label", app.Text("label")),
            ("Description", app.Text("description")),
            ("IconUrl", app.Text("iconUrl")),
            ("InfoUrl", app.Text("infoUrl")),
            ("LogoUrl", app.Text("logoUrl")),
            ("IsAccessible", true),
            ("IsVisible", true),
            ("IsRegisteredDeviceOnly", false),
        ];

    private static string? Value(XElement? parent, string name) => parent?.Element(MetadataXml.Namespace + name)?.Value;

    private static string? Values(XElement? parent, string name) =>
        parent?.Elements(MetadataXml.Namespace + name).Select(e => e.Value).ToArray() is { Length: > 0 } values
            ? string.Join(',', values)
            : null;
}
