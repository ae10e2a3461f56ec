using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Metadata;

public sealed class MetadataSchemaTests
{
    private static readonly MetadataSchema Schema = MetadataSchema.Default;

    [Fact]
    public void Every_type_that_an_element_names_is_in_the_schema()
    {
        string[] simple = ["string", "boolean", "int"];
        string[] lost =
        [
            .. Schema
                .Types.SelectMany(type => type.Elements.Values)
                .Select(element => element.Type)
                .Where(type =>
                    !simple.Contains(type, StringComparer.Ordinal)
                    && Schema.Find(type) is null
                    && Schema.FindEnum(type) is null
                ),
        ];
        Assert.Empty(lost);
    }

    [Fact]
    public void Every_fact_says_where_it_comes_from()
    {
        Assert.All(Schema.Types, type => Assert.NotEmpty(type.Source));
        Assert.All(
            Schema
                .Types.SelectMany(type => type.Elements.Values)
                .Select(element => Schema.FindEnum(element.Type))
                .OfType<MetadataEnumeration>(),
            values => Assert.NotEmpty(values.Source)
        );
    }

    [Theory]
    [InlineData("ExternalClientApplication", "externalClientApps", "eca", 59)]
    [InlineData("ExtlClntAppOauthSettings", "extlClntAppOauthSettings", "ecaOauth", 59)]
    [InlineData("ExtlClntAppGlobalOauthSettings", "extlClntAppGlobalOauthSets", "ecaGlblOauth", 59)]
    [InlineData("ExtlClntAppOauthConfigurablePolicies", "extlClntAppOauthPolicies", "ecaOauthPlcy", 59)]
    [InlineData("ExtlClntAppConfigurablePolicies", "extlClntAppPolicies", "ecaPlcy", 60)]
    [InlineData("ExtlClntAppCanvasSettings", "extlClntAppCanvasSettings", "ecaCanvas", 66)]
    [InlineData("ExtlClntAppSamlConfigurablePolicies", "extlClntAppSamlConfigurablePolicies", "ecaSamlPlcy", 63)]
    [InlineData("ConnectedApp", "connectedApps", "connectedApp", 59)]
    [InlineData("ExtlClntAppOauthSecuritySettings", "extlClntAppOauthSecuritySettings", "ecaOauthSecurity", 67)]
    [InlineData("ExtlClntAppMobileSettings", "extlClntAppMobileSettings", "ecaMobile", 59)]
    [InlineData("ExtlClntAppMobileConfigurablePolicies", "extlClntAppMobilePolicies", "ecaMobilePlcy", 59)]
    [InlineData("ExtlClntAppPushSettings", "extlClntAppPushSettings", "ecaPush", 62)]
    [InlineData("ExtlClntAppPushConfigurablePolicies", "extlClntAppPushPolicies", "ecaPushPlcy", 62)]
    [InlineData("ExtlClntAppNotificationSettings", "extlClntAppNotifSettings", "ecaNotifications", 60)]
    [InlineData("ExtlClntAppAttestSettings", "extlClntAppAttestSettings", "ecaAttest", 66)]
    [InlineData("ExtlClntAppAttestConfigurablePolicies", "extlClntAppAttestPolicies", "ecaAttestPlcy", 66)]
    [InlineData("ExtlClntAppSampleSettings", "extlClntAppSampleSettings", "ecaSmpl", 59)]
    [InlineData("ExtlClntAppSampleConfigurablePolicies", "extlClntAppSamplePolicies", "ecaSmplPlcy", 59)]
    [InlineData("ExternalClientAppSettings", "settings", "settings", 59)]
    [InlineData("CustomPermission", "customPermissions", "customPermission", 59)]
    [InlineData("OauthCustomScope", "oauthcustomscopes", "oauthcustomscope", 59)]
    [InlineData("OauthTokenExchangeHandler", "oauthtokenexchangehandlers", "oauthtokenexchangehandler", 60)]
    [InlineData("NamedCredential", "namedCredentials", "namedCredential", 59)]
    [InlineData("ExternalCredential", "externalCredentials", "externalCredential", 59)]
    [InlineData("AuthProvider", "authproviders", "authprovider", 59)]
    [InlineData("PermissionSet", "permissionsets", "permissionset", 59)]
    public void A_type_is_found_by_name_and_by_suffix_from_its_first_version_on(
        string name,
        string directory,
        string suffix,
        int first
    )
    {
        MetadataType type = Schema.OfSuffix(suffix)!;
        Assert.Same(type, Schema.Find(name));
        Assert.Equal((name, directory), (type.Name, type.Directory));
        Assert.True(type.IsIn(new ApiVersion(first)));
        Assert.True(first == 59 || !type.IsIn(new ApiVersion(first - 1)));
    }

    [Theory]
    [InlineData("ExtlClntAppGlobalOauthSettings", "isPkceRequired", 59, null)]
    [InlineData("ExtlClntAppGlobalOauthSettings", "isRefreshTokenRotationEnabled", 60, null)]
    [InlineData("ExtlClntAppGlobalOauthSettings", "idTokenConfig.idTokenIncludeCustomPermissions", 61, null)]
    [InlineData("ExtlClntAppOauthConfigurablePolicies", "isNamedUserJwtEnabled", 61, 63)]
    [InlineData("ExtlClntAppSamlConfigurablePolicies", "startUrl", 63, 63)]
    [InlineData("ConnectedApp", "pluginExecutionUser", 55, 66)]
    [InlineData("ExternalClientAppSettings", "enableExternalClientApps", 58, 62)]
    [InlineData("CustomPermission", "externalClientApplication", 61, null)]
    [InlineData("OauthTokenExchangeHandler", "isContactCreationAllowed", 65, null)]
    [InlineData("ExtlClntAppOauthSecuritySettings", "tlsClientAuthCertParamType", 68, null)]
    [InlineData("ConnectedApp", "oauthConfig.isDeviceFlowEnabled", 68, null)]
    public void An_element_is_there_from_its_first_version_to_its_last(string type, string path, int first, int? last)
    {
        MetadataElement element = Schema.Element(type, path)!;
        Assert.False(element.IsIn(new ApiVersion(first - 1)));
        Assert.True(element.IsIn(new ApiVersion(first)));
        Assert.True(element.IsIn(new ApiVersion(last ?? 68)));
        Assert.Equal(last is null, element.IsIn(new ApiVersion((last ?? 68) + 1)));
    }

    [Fact]
    public void The_secrets_are_exactly_these()
    {
        string[] secrets =
        [
            .. Schema
                .Types.SelectMany(type =>
                    type.Elements.Values.Where(element => element.IsSecret)
                        .Select(element => $"{type.Name}.{element.Name}")
                )
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(
            [
                "AuthProvider.consumerSecret",
                "AuthProvider.ecKey",
                "ConnectedAppOauthConfig.consumerSecret",
                "ExtlClntAppAndroidPushConfig.serviceAccount",
                "ExtlClntAppApplePushConfig.password",
                "ExtlClntAppApplePushConfig.signingKey",
                "ExtlClntAppGlobalOauthSettings.consumerSecret",
                "NamedCredential.awsAccessSecret",
                "NamedCredential.oauthRefreshToken",
                "NamedCredential.oauthToken",
                "NamedCredential.password",
            ],
            secrets
        );
    }

    [Fact]
    public void The_types_whose_records_are_parts_of_an_app_are_exactly_these() =>
        Assert.Equal(
            [
                "ExtlClntAppAttestSettings",
                "ExtlClntAppCanvasSettings",
                "ExtlClntAppConfigurablePolicies",
                "ExtlClntAppGlobalOauthSettings",
                "ExtlClntAppMobileConfigurablePolicies",
                "ExtlClntAppMobileSettings",
                "ExtlClntAppNotificationSettings",
                "ExtlClntAppOauthConfigurablePolicies",
                "ExtlClntAppOauthSecuritySettings",
                "ExtlClntAppOauthSettings",
                "ExtlClntAppPushConfigurablePolicies",
                "ExtlClntAppPushSettings",
                "ExtlClntAppSamlConfigurablePolicies",
                "ExtlClntAppSampleConfigurablePolicies",
                "ExtlClntAppSampleSettings",
            ],
            Schema.Types.Where(type => type.IsOfApp).Select(type => type.Name).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    [Fact]
    public void A_timeout_of_JWT_tokens_above_30_minutes_counts_from_65_on()
    {
        MetadataEnumeration minutes = Schema.FindEnum(
            Schema.Element("ExtlClntAppOauthConfigurablePolicies", "namedUserJwtTimeout")!.Type
        )!;
        Assert.True(minutes.Has("30", new ApiVersion(61)));
        Assert.False(minutes.Has("60", new ApiVersion(64)));
        Assert.True(minutes.Has("60", new ApiVersion(65)));
        Assert.False(minutes.Has("7", new ApiVersion(68)));
    }

    [Fact]
    public void A_value_of_an_enum_counts_from_its_version_and_by_case()
    {
        MetadataEnumeration actions = Schema.FindEnum("PolicyAction")!;
        Assert.True(actions.Has("Block", new ApiVersion(59)));
        Assert.False(actions.Has("block", new ApiVersion(59)));
        Assert.False(actions.Has("StepUpMFA", new ApiVersion(66)));
        Assert.True(actions.Has("StepUpMFA", new ApiVersion(67)));
    }
}
