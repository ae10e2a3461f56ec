using System.Collections.Frozen;
using EcaTools.PracticeOrg.Metadata.Schema;

namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>Which rules hold for which type.</summary>
internal static class RuleBook
{
    private static readonly RecordRules s_none = new();

    private static readonly SatelliteRules s_satellite = new();

    private static readonly SettingsRules s_settings = new();

    private static readonly FrozenDictionary<string, RecordRules> s_rules = new Dictionary<string, RecordRules>(
        StringComparer.Ordinal
    )
    {
        ["CustomPermission"] = new ReferenceRules(
            (null, "connectedApp", "ConnectedApp"),
            (null, "externalClientApplication", "ExternalClientApplication"),
            ("requiredPermission", "customPermission", "CustomPermission")
        ),
        ["PermissionSet"] = new PermissionSetRules(),
        ["UserProvisioningConfig"] = new ReferenceRules((null, "connectedApp", "ConnectedApp")),
        ["OauthTokenExchangeHandler"] = new ReferenceRules(
            ("enablements", "connectedApp", "ConnectedApp"),
            ("enablements", "externalClientApp", "ExternalClientApplication")
        ),
        ["ExternalCredential"] = new ReferenceRules(
            ("externalCredentialParameters", "authProvider", "AuthProvider"),
            ("externalCredentialParameters", "externalAuthIdentityProvider", "ExternalAuthIdentityProvider")
        ),
        ["NamedCredential"] = new ReferenceRules(
            (null, "authProvider", "AuthProvider"),
            ("namedCredentialParameters", "externalCredential", "ExternalCredential")
        ),
        ["BlacklistedConsumer"] = new BlacklistedConsumerRules(),
        ["ConnectedApp"] = new ConnectedAppRules(),
        ["ExternalClientApplication"] = new ExternalClientApplicationRules(),
        ["ExtlClntAppOauthSettings"] = new OauthSettingsRules(),
        ["ExtlClntAppGlobalOauthSettings"] = new GlobalOauthRules(),
        ["ExtlClntAppOauthConfigurablePolicies"] = new OauthPolicyRules(),
        ["ExtlClntAppPushSettings"] = new PushSettingsRules(),
        ["ExtlClntAppSamlConfigurablePolicies"] = new SamlPolicyRules(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static RecordRules For(MetadataType type) =>
        s_rules.GetValueOrDefault(type.Name, type.IsSatellite ? s_satellite : OfOther(type));

    private static RecordRules OfOther(MetadataType type) => type.ManifestName is not null ? s_settings : s_none;
}
