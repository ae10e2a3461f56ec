using EcaTools.Core.Conversion;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Tests.Conversion;

/// <summary>
/// Reads the records of an External Client App back into the elements of the Connected App that it would have been. It
/// is written by hand, from the types, and shares no line and no data with the conversion: it is what the conversion is
/// held against.
/// </summary>
internal sealed class ReverseReading
{
    private const string App = "ExternalClientApplication";
    private const string Settings = "ExtlClntAppOauthSettings";
    private const string Global = "ExtlClntAppGlobalOauthSettings";
    private const string Oauth = "ExtlClntAppOauthConfigurablePolicies";
    private const string Policies = "ExtlClntAppConfigurablePolicies";
    private const string Saml = "ExtlClntAppSamlConfigurablePolicies";
    private const string Canvas = "ExtlClntAppCanvasSettings";
    private const string Mobile = "ExtlClntAppMobileConfigurablePolicies";

    /// <summary>The elements that keep their text.</summary>
    private static readonly (string Type, string Element, string Path)[] Same =
    [
        (App, "label", "label"),
        (App, "description", "description"),
        (App, "contactEmail", "contactEmail"),
        (App, "contactPhone", "contactPhone"),
        (App, "iconUrl", "iconUrl"),
        (App, "infoUrl", "infoUrl"),
        (App, "logoUrl", "logoUrl"),
        (Global, "callbackUrl", "oauthConfig.callbackUrl"),
        (Global, "idTokenConfig.idTokenAudience", "oauthConfig.idTokenConfig.idTokenAudience"),
        (Global, "idTokenConfig.idTokenIncludeAttributes", "oauthConfig.idTokenConfig.idTokenIncludeAttributes"),
        (
            Global,
            "idTokenConfig.idTokenIncludeCustomPermissions",
            "oauthConfig.idTokenConfig.idTokenIncludeCustomPerms"
        ),
        (
            Global,
            "idTokenConfig.idTokenIncludeStandardClaims",
            "oauthConfig.idTokenConfig.idTokenIncludeStandardClaims"
        ),
        (Global, "idTokenConfig.idTokenValidityInMinutes", "oauthConfig.idTokenConfig.idTokenValidity"),
        (Global, "isCodeCredFlowEnabled", "oauthConfig.isCodeCredentialEnabled"),
        (Global, "isCodeCredPostOnly", "oauthConfig.isCodeCredentialPostOnly"),
        (Global, "isConsumerSecretOptional", "oauthConfig.isConsumerSecretOptional"),
        (Global, "isDPopEnabled", "oauthConfig.isDPopEnabled"),
        (Global, "isDeviceFlowEnabled", "oauthConfig.isDeviceFlowEnabled"),
        (Global, "isEnforceRefreshTokenTTL", "oauthConfig.isEnforceRefreshTokenTTL"),
        (Global, "isIntrospectAllTokens", "oauthConfig.isIntrospectAllTokens"),
        (Global, "isMtlsEnabled", "oauthConfig.isPKImTLSEnabled"),
        (Global, "isNamedUserJwtEnabled", "oauthConfig.isNamedUserJwtEnabled"),
        (Global, "isPkceRequired", "oauthConfig.isPkceRequired"),
        (Global, "isRefreshTokenRotationEnabled", "oauthConfig.isRefreshTokenRotationEnabled"),
        (Global, "isSecretRequiredForRefreshToken", "oauthConfig.isSecretRequiredForRefreshToken"),
        (Global, "isSecretRequiredForTokenExchange", "oauthConfig.isSecretRequiredForTokenExchange"),
        (Global, "isTokenExchangeEnabled", "oauthConfig.isTokenExchangeEnabled"),
        (Settings, "assetTokenAudiences", "oauthConfig.assetTokenConfig.assetAudiences"),
        (Settings, "areAttributesIncludedInAssetToken", "oauthConfig.assetTokenConfig.assetIncludeAttributes"),
        (Settings, "areCustomPermsIncludedInAssetToken", "oauthConfig.assetTokenConfig.assetIncludeCustomPerms"),
        (Settings, "assetTokenSigningCertificate", "oauthConfig.assetTokenConfig.assetSigningCertId"),
        (Settings, "assetTokenValidity", "oauthConfig.assetTokenConfig.assetValidityPeriod"),
        (Settings, "singleLogoutUrl", "oauthConfig.singleLogoutUrl"),
        (Settings, "trustedIpRanges.startIpAddress", "ipRanges.start"),
        (Settings, "trustedIpRanges.endIpAddress", "ipRanges.end"),
        (Settings, "trustedIpRanges.description", "ipRanges.description"),
        (Oauth, "clientCredentialsFlowUser", "oauthConfig.oauthClientCredentialUser"),
        (Oauth, "isTokenExchangeFlowEnabled", "oauthPolicy.isTokenExchangeFlowEnabled"),
        (Oauth, "singleLogoutUrl", "oauthPolicy.singleLogoutUrl"),
        (Oauth, "policyAction", "sessionPolicy.policyAction"),
        (Oauth, "requiredSessionLevel", "sessionPolicy.sessionLevel"),
        (Oauth, "sessionTimeoutInMinutes", "sessionPolicy.sessionTimeout"),
        (Oauth, "startUrl", "startUrl"),
        (Oauth, "apexHandler", "plugin"),
        (Oauth, "executeHandlerAs", "pluginExecutionUser"),
        (Oauth, "namedUserJwtTimeout", "ConnectedApplication.NamedUserUvidTimeout"),
        (Oauth, "guestJwtTimeout", "ConnectedApplication.UvidTimeout"),
        (Oauth, "isGuestCodeCredFlowEnabled", "ConnectedApplication.OptionsCodeCredentialGuestEnabled"),
        (Policies, "startUrl", "startUrl"),
        (Saml, "acsUrl", "samlConfig.acsUrl"),
        (Saml, "certificate", "samlConfig.certificate"),
        (Saml, "encryptionCertificate", "samlConfig.encryptionCertificate"),
        (Saml, "encryptionType", "samlConfig.encryptionType"),
        (Saml, "entityUrl", "samlConfig.entityUrl"),
        (Saml, "issuer", "samlConfig.issuer"),
        (Saml, "singleLogoutBindingType", "samlConfig.samlIdpSLOBindingEnum"),
        (Saml, "nameIdFormat", "samlConfig.samlNameIdFormat"),
        (Saml, "signingAlgorithmType", "samlConfig.samlSigningAlgoType"),
        (Saml, "singleLogoutUrl", "samlConfig.samlSloUrl"),
        (Saml, "subjectCustomAttribute", "samlConfig.samlSubjectCustomAttr"),
        (Saml, "subjectType", "samlConfig.samlSubjectType"),
        (Canvas, "accessMethod", "canvasConfig.accessMethod"),
        (Canvas, "canvasUrl", "canvasConfig.canvasUrl"),
        (Canvas, "lifeCycleHandler", "canvasConfig.lifecycleClass"),
        (Canvas, "canvasLocationOptions", "canvasConfig.locations"),
        (Canvas, "canvasOptions", "canvasConfig.options"),
        (Canvas, "samlInitiationMethod", "canvasConfig.samlInitiationMethod"),
    ];

    private readonly Dictionary<string, MetadataRecord> _records;
    private readonly Dictionary<string, List<string>> _read = new(StringComparer.Ordinal);

    private ReverseReading(ConvertedApp app)
    {
        _records = app.Records.ToDictionary(record => record.Type, record => record.Record, StringComparer.Ordinal);
        foreach ((string type, string element, string path) in Same)
        {
            foreach (string value in Values(type, element))
            {
                Add(path, value);
            }
        }

        Add("oauthConfig.certificate", Value(Global, "certificate"));
        Add(
            "oauthConfig.isAdminApproved",
            Value(Oauth, "permittedUsersPolicyType") switch
            {
                null => null,
                "AdminApprovedPreAuthorized" => "true",
                "AllSelfAuthorized" => "false",
                _ => "?",
            }
        );
        Add("oauthPolicy.ipRelaxation", Value(Oauth, "ipRelaxationPolicyType")?.ToUpperInvariant());
        Add("oauthPolicy.refreshTokenPolicy", RefreshTokenPolicy());

        // Both switches, or it is not the flow that the app had.
        string? developer = Value(Global, "isClientCredentialsFlowEnabled");
        Add(
            "oauthConfig.isClientCredentialEnabled",
            developer == Value(Oauth, "isClientCredentialsFlowEnabled") ? developer : "?"
        );

        foreach (string scope in Split(Settings, "commaSeparatedOauthScopes"))
        {
            Add("oauthConfig.scopes", scope == "SFApiPlatform" ? "SFAP" : scope);
        }

        foreach (string scope in Split(Settings, "commaSeparatedCustomScopes"))
        {
            Add("OauthCustomScope", scope);
        }

        foreach (
            (string element, string path) in ((string, string)[])
                [("commaSeparatedPermissionSet", "permissionSetName"), ("commaSeparatedProfile", "profileName")]
        )
        {
            foreach (string item in Split(_records.ContainsKey(Oauth) ? Oauth : Saml, element))
            {
                Add(path, item);
            }
        }

        // An app that uses both plugins has its attributes on both, and they must not differ.
        foreach (string element in (string[])["key", "formula"])
        {
            string[] oauth = [.. Values(Settings, $"customAttributes.{element}")];
            string[] saml = [.. Values(Saml, $"customAttributes.{element}")];
            string[] both = saml.Length == 0 || saml.SequenceEqual(oauth, StringComparer.Ordinal) ? oauth : ["?"];
            foreach (string value in oauth.Length == 0 ? saml : both)
            {
                Add($"attributes.{element}", value);
            }
        }

        Add(
            "ConnectedApplication.MobileSessionTimeout",
            Value(Mobile, "screenLockTimeout") switch
            {
                null => null,
                "One" => "1",
                "Five" => "5",
                "Ten" => "10",
                "Thirty" => "30",
                "Sixty" => "60",
                "OneTwenty" => "120",
                "OneEighty" => "180",
                "TwoForty" => "240",
                _ => "?",
            }
        );
    }

    /// <summary>The values by their paths in the Connected App, in the order of the records.</summary>
    public static Dictionary<string, List<string>> Read(ConvertedApp app) => new ReverseReading(app)._read;

    private string? RefreshTokenPolicy() =>
        Value(Oauth, "refreshTokenPolicyType") switch
        {
            null => null,
            "Infinite" => "infinite",
            "Zero" => "zero",
            "SpecificLifetime" => $"specific_lifetime:{RefreshTokenPeriod()}",
            "SpecificInactivity" => $"specific_inactivity:{RefreshTokenPeriod()}",
            _ => $"?:{RefreshTokenPeriod()}",
        };

    private string RefreshTokenPeriod() =>
        $"{Value(Oauth, "refreshTokenValidityPeriod")}:{Value(Oauth, "refreshTokenValidityUnit")?.ToUpperInvariant()}";

    private IEnumerable<string> Values(string type, string element) =>
        _records.GetValueOrDefault(type)?.Values(element) ?? [];

    private string? Value(string type, string element) => Values(type, element).SingleOrDefault();

    private string[] Split(string type, string element) =>
        Value(type, element)?.Split(',', StringSplitOptions.TrimEntries) ?? [];

    private void Add(string path, string? value)
    {
        if (value is not null)
        {
            if (!_read.TryGetValue(path, out List<string>? values))
            {
                _read[path] = values = [];
            }

            values.Add(value);
        }
    }
}
