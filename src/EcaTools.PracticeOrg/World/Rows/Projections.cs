using System.Collections.Frozen;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.World.Rows;

/// <summary>The sObjects whose rows are another view of the metadata.</summary>
internal static class Projections
{
    private static readonly FrozenDictionary<string, Func<IOrg, MetadataState, IEnumerable<Row>>> s_all =
        new Dictionary<string, Func<IOrg, MetadataState, IEnumerable<Row>>>(StringComparer.Ordinal)
        {
            ["ConnectedApplication"] = ConnectedAppRows.Applications,
            ["OauthToken"] = OauthTokenRows.Tokens,
            ["AppMenuItem"] = AppMenuRows.Items,
            ["SetupEntityAccess"] = AccessRows.Grants,
            ["ExternalClientApplication"] = ExternalClientAppRows.Applications,
            ["ExtlClntAppOauthSettings"] = ExternalClientAppRows.OauthSettings,
            ["ExtlClntAppOauthPlcyCnfg"] = ExternalClientAppRows.OauthPolicies,
            ["ExtlClntAppPlcyCnfg"] = ExternalClientAppRows.Policies,
            ["InstalledMobileApp"] = AppMenuRows.InstalledMobileApps,
            ["ExtlClntAppSamlPlcyCnfg"] = SatelliteRows.Of("ExtlClntAppSamlConfigurablePolicies"),
            ["ExtlClntAppPushSettings"] = SatelliteRows.Of("ExtlClntAppPushSettings"),
            ["ExtlClntAppApplePushConfig"] = SatelliteRows.Of(
                "ExtlClntAppPushSettings",
                "applePushConfig",
                "ExtlClntAppPushSettingsId"
            ),
            ["ExtlClntAppAndroidPushConfig"] = SatelliteRows.Of(
                "ExtlClntAppPushSettings",
                "androidPushConfig",
                "ExtlClntAppPushSettingsId"
            ),
            ["ExtlClntAppPushPolicyConfig"] = SatelliteRows.Of("ExtlClntAppPushConfigurablePolicies"),
            ["ExtlClntAppMobileSettings"] = SatelliteRows.Of("ExtlClntAppMobileSettings"),
            ["ExtlClntAppMobPlcyConfig"] = SatelliteRows.Of("ExtlClntAppMobileConfigurablePolicies"),
            ["ExtlClntAppNotifSettings"] = SatelliteRows.Of("ExtlClntAppNotificationSettings"),
            ["ExtlClntAppNotifType"] = SatelliteRows.Of(
                "ExtlClntAppNotificationSettings",
                "notificationTypes",
                "ExtlClntAppNotifSettingsId"
            ),
            ["ExtlClntAppOauthIpRange"] = SatelliteRows.Of(
                "ExtlClntAppOauthSettings",
                "trustedIpRanges",
                "ExtlClntAppOauthSettingsId"
            ),
            ["ExtlClntAppOauthSetAttr"] = SatelliteRows.Of(
                "ExtlClntAppOauthSettings",
                "customAttributes",
                "ExtlClntAppOauthSettingsId"
            ),
            ["ExtlClntAppOauthPlcyAttr"] = SatelliteRows.Of(
                "ExtlClntAppOauthConfigurablePolicies",
                "customAttributes",
                "ExtlClntAppOauthPlcyCnfgId"
            ),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Func<IOrg, MetadataState, IEnumerable<Row>>? Find(string sObject) => s_all.GetValueOrDefault(sObject);

    /// <summary>The fields that every record has.</summary>
    public static IEnumerable<(string Name, object? Value)> Audit(StoredRecord record) =>
        [
            ("Id", record.Id),
            ("CreatedDate", record.CreatedDate),
            ("CreatedById", record.CreatedById),
            ("LastModifiedDate", record.LastModifiedDate),
            ("LastModifiedById", record.LastModifiedById),
            ("SystemModstamp", record.LastModifiedDate),
            ("NamespacePrefix", record.NamespacePrefix),
            ("ManageableState", record.ManageableState),
        ];

    /// <summary>A number in the metadata as a field holds it.</summary>
    public static object? Number(string? text) =>
        decimal.TryParse(
            text,
            System.Globalization.NumberStyles.Integer,
            System.Globalization.CultureInfo.InvariantCulture,
            out decimal number
        )
            ? number
            : null;

    /// <summary>The name without the namespace in front.</summary>
    public static string DeveloperName(StoredRecord record) =>
        record.NamespacePrefix is { } prefix ? record.FullName[(prefix.Length + 2)..] : record.FullName;
}
