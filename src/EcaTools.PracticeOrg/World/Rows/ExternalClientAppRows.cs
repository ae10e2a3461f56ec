using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.World.Rows;

/// <summary>ECAs and their satellites as sObjects. Global OAuth settings are none: only the Metadata API reads them
/// (field report).</summary>
internal static class ExternalClientAppRows
{
    public static IEnumerable<Row> Applications(IOrg world, MetadataState state) =>
        state
            .OfType("ExternalClientApplication")
            .Select(app => new Row([
                .. Projections.Audit(app),
                ("DeveloperName", Projections.DeveloperName(app)),
                ("MasterLabel", app.Text("label")),
                ("Language", "en_US"),
                ("ContactEmail", app.Text("contactEmail")),
                ("ContactPhone", app.Text("contactPhone")),
                ("Description", app.Text("description")),
                ("DistributionState", app.Text("distributionState")),
                ("ManagedType", app.Text("managedType")),
                ("OrgScopedExternalApp", app.Text("orgScopedExternalApp")),
                ("IconUrl", app.Text("iconUrl")),
                ("InfoUrl", app.Text("infoUrl")),
                ("LogoUrl", app.Text("logoUrl")),
                ("Version", "1.0"),
            ]));

    public static IEnumerable<Row> OauthSettings(IOrg world, MetadataState state) =>
        state
            .OfType("ExtlClntAppOauthSettings")
            .Select(settings =>
            {
                string[] scopes = settings.Split("commaSeparatedOauthScopes");
                return new Row([
                    .. Satellite(state, settings),
                    ("SingleLogoutUrl", settings.Text("singleLogoutUrl")),
                    ("ExtlClntAppOauthOptionsFirstPartyAppEnabled", settings.Flag("isFirstPartyAppEnabled")),
                    .. Scopes.All.Select(s => (s.Field, (object?)scopes.Contains(s.ExternalClientApp))),
                ]);
            });

    public static IEnumerable<Row> OauthPolicies(IOrg world, MetadataState state) =>
        state
            .OfType("ExtlClntAppOauthConfigurablePolicies")
            .Select(policy => new Row([
                .. Satellite(state, policy),
                ("ApexHandlerId", policy.Text("apexHandler") is { } handler ? world.Ids.For("01p", handler) : null),
                (
                    "ExecuteHandlerAsId",
                    policy.Text("executeHandlerAs") is { } user ? world.FindUser(user)?.Text("Id") : null
                ),
                ("ClientCredentialsFlowUser", policy.Text("clientCredentialsFlowUser")),
                ("IsClientCredentialsFlowEnabled", policy.Flag("isClientCredentialsFlowEnabled")),
                ("IsGuestCodeCredFlowEnabled", policy.Flag("isGuestCodeCredFlowEnabled")),
                ("IsTokenExchangeFlowEnabled", policy.Flag("isTokenExchangeFlowEnabled")),
                ("PermittedUsersPolicyType", policy.Text("permittedUsersPolicyType")),
                ("IpRelaxationPolicyType", policy.Text("ipRelaxationPolicyType")),
                ("RefreshTokenPolicyType", policy.Text("refreshTokenPolicyType")),
                ("RefreshTokenValidityPeriod", Projections.Number(policy.Text("refreshTokenValidityPeriod"))),
                ("RefreshTokenValidityUnit", policy.Text("refreshTokenValidityUnit")),
                ("RequiredSessionLevel", policy.Text("requiredSessionLevel")),
                ("PolicyAction", policy.Text("policyAction")),
                ("SessionTimeoutInMinutes", Projections.Number(policy.Text("sessionTimeoutInMinutes"))),
                ("NamedUserJwtTimeout", Projections.Number(policy.Text("namedUserJwtTimeout"))),
                ("GuestJwtTimeout", Projections.Number(policy.Text("guestJwtTimeout"))),
                ("SingleLogoutUrl", policy.Text("singleLogoutUrl")),
                ("StartUrl", policy.Text("startUrl")),
            ]));

    public static IEnumerable<Row> Policies(IOrg world, MetadataState state) =>
        state
            .OfType("ExtlClntAppConfigurablePolicies")
            .Select(policy => new Row([
                .. Satellite(state, policy),
                ("IsEnabled", policy.Flag("isEnabled")),
                ("OauthPluginStatus", Status(policy, "isOauthPluginEnabled")),
                ("SamlPluginStatus", Status(policy, "isSamlPluginEnabled")),
                ("MobilePluginStatus", Status(policy, "isMobilePluginEnabled")),
                ("NotifPluginStatus", Status(policy, "isNotificationPluginEnabled")),
                ("PushPluginStatus", Status(policy, "isPushPluginEnabled")),
                ("CanvasPluginStatus", Status(policy, "isCanvasPluginEnabled")),
                ("StartPage", policy.Text("startPage")),
                ("StartUrl", policy.Text("startUrl")),
            ]));

    /// <summary>The fields that every satellite has.</summary>
    public static IEnumerable<(string Name, object? Value)> Satellite(MetadataState state, StoredRecord record) =>
        [
            .. Projections.Audit(record),
            ("DeveloperName", record.FullName),
            ("MasterLabel", record.Text("label")),
            (
                "ExternalClientApplicationId",
                record.Parent is { } parent ? state.Find("ExternalClientApplication", parent)?.Id : null
            ),
        ];

    private static string Status(StoredRecord policy, string flag) => policy.Flag(flag) ? "Enabled" : "Disabled";
}
