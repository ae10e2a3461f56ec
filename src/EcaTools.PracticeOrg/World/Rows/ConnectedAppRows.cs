using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.World.Rows;

/// <summary>The read-only ConnectedApplication object: neither key, nor scopes, nor callback (Object
/// Reference).</summary>
internal static class ConnectedAppRows
{
    public static IEnumerable<Row> Applications(IOrg world, MetadataState state) =>
        state.OfType("ConnectedApp").Select(app => Application(world, app));

    private static Row Application(IOrg world, StoredRecord app)
    {
        XElement? oauth = app.Child("oauthConfig");
        XElement? session = app.Child("sessionPolicy");
        string[] refresh = (Value(app.Child("oauthPolicy"), "refreshTokenPolicy") ?? "").Split(':');
        OrgSeed.AppDetailSeed? detail = world.AppDetails.GetValueOrDefault(app.FullName);
        string? runAs = Value(oauth, "oauthClientCredentialUser") ?? app.Text("pluginExecutionUser");
        return new Row([
            .. Projections.Audit(app),
            ("Name", app.Text("label")),
            ("DeveloperName", Projections.DeveloperName(app)),
            ("ContactEmail", app.Text("contactEmail")),
            ("ContactPhone", app.Text("contactPhone")),
            ("Description", app.Text("description")),
            ("IconUrl", app.Text("iconUrl")),
            ("InfoUrl", app.Text("infoUrl")),
            ("LogoUrl", app.Text("logoUrl")),
            ("StartUrl", app.Text("startUrl")),
            ("MobileStartUrl", app.Text("mobileStartUrl")),
            ("OptionsAllowAdminApprovedUsersOnly", Value(oauth, "isAdminApproved") == "true"),
            ("OptionsCodeCredentialGuestEnabled", false),
            ("OptionsFullContentPushNotifications", detail?.FullContentPushNotifications ?? false),
            ("OptionsHasSessionLevelPolicy", Value(session, "sessionLevel") is not null),
            ("OptionsIsInternal", false),
            ("OptionsRefreshTokenValidityMetric", refresh[0] == "specific_inactivity"),
            (
                "OptionsTokenExchangeManageBitEnabled",
                Value(app.Child("oauthPolicy"), "isTokenExchangeFlowEnabled") == "true"
            ),
            ("RefreshTokenValidityPeriod", Projections.Number(refresh.ElementAtOrDefault(1))),
            ("SessionTimeout", Projections.Number(Value(session, "sessionTimeout"))),
            ("SessionPolicyAction", Value(session, "policyAction")),
            ("MobileSessionTimeout", (decimal?)detail?.MobileSessionTimeout),
            ("PinLength", (decimal?)detail?.PinLength),
            ("NamedUserUvidTimeout", (decimal?)detail?.NamedUserUvidTimeout),
            ("ConnAppPluginClassId", app.Text("plugin") is { } plugin ? world.Ids.For("01p", plugin) : null),
            ("ExecutionUserId", runAs is null ? null : world.FindUser(runAs)?.Text("Id")),
            ("Version", "1.0"),
        ]);
    }

    private static string? Value(XElement? parent, string name) => parent?.Element(MetadataXml.Namespace + name)?.Value;
}
