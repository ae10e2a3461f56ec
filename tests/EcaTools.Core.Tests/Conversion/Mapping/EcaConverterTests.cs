using System.Globalization;
using System.Text;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Conversion.Mapping;

public sealed partial class EcaConverterTests
{
    private const string Ns = "xmlns=\"http://soap.sforce.com/2006/04/metadata\"";

    [Fact]
    public void A_web_server_app_becomes_five_records_as_an_org_writes_them()
    {
        ConvertedApp app = Convert(
            """
            <contactEmail>owner@example.com</contactEmail>
            <description>Orders &amp; billing</description>
            <label>Order Portal</label>
            <oauthConfig>
                <callbackUrl>https://orders.example.com/callback
            https://uat.orders.example.com/callback</callbackUrl>
                <consumerKey>3MVG9abc</consumerKey>
                <isAdminApproved>true</isAdminApproved>
                <isConsumerSecretOptional>false</isConsumerSecretOptional>
                <isIntrospectAllTokens>false</isIntrospectAllTokens>
                <isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken>
                <scopes>Api</scopes>
                <scopes>SFAP</scopes>
                <scopes>RefreshToken</scopes>
            </oauthConfig>
            <oauthPolicy>
                <ipRelaxation>BYPASS_2FACTOR</ipRelaxation>
                <refreshTokenPolicy>specific_inactivity:30:DAYS</refreshTokenPolicy>
            </oauthPolicy>
            <permissionSetName>Orders_Integration</permissionSetName>
            <permissionSetName>Orders Admin</permissionSetName>
            <profileName>System Administrator</profileName>
            <startUrl>https://orders.example.com/</startUrl>
            """,
            "Order_Portal"
        );

        Assert.Equal(
            $"""
            == ExternalClientApplication Order_Portal
            <?xml version="1.0" encoding="UTF-8"?>
            <ExternalClientApplication {Ns}>
                <contactEmail>owner@example.com</contactEmail>
                <description>Orders &amp; billing</description>
                <distributionState>Local</distributionState>
                <isProtected>false</isProtected>
                <label>Order Portal</label>
            </ExternalClientApplication>
            == ExtlClntAppOauthSettings Order_Portal_oauth
            <?xml version="1.0" encoding="UTF-8"?>
            <ExtlClntAppOauthSettings {Ns}>
                <commaSeparatedOauthScopes>Api, SFApiPlatform, RefreshToken</commaSeparatedOauthScopes>
                <externalClientApplication>Order_Portal</externalClientApplication>
                <label>Order_Portal_oauth</label>
            </ExtlClntAppOauthSettings>
            == ExtlClntAppGlobalOauthSettings Order_Portal_glbloauth
            <?xml version="1.0" encoding="UTF-8"?>
            <ExtlClntAppGlobalOauthSettings {Ns}>
                <callbackUrl>https://orders.example.com/callback
            https://uat.orders.example.com/callback</callbackUrl>
                <externalClientApplication>Order_Portal</externalClientApplication>
                <isConsumerSecretOptional>false</isConsumerSecretOptional>
                <isIntrospectAllTokens>false</isIntrospectAllTokens>
                <isPkceRequired>false</isPkceRequired>
                <isRefreshTokenRotationEnabled>false</isRefreshTokenRotationEnabled>
                <isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken>
                <label>Order_Portal_glbloauth</label>
            </ExtlClntAppGlobalOauthSettings>
            == ExtlClntAppOauthConfigurablePolicies Order_Portal_oauth_defaultPolicy
            <?xml version="1.0" encoding="UTF-8"?>
            <ExtlClntAppOauthConfigurablePolicies {Ns}>
                <commaSeparatedPermissionSet>Orders_Integration,Orders_Admin</commaSeparatedPermissionSet>
                <commaSeparatedProfile>System Administrator</commaSeparatedProfile>
                <externalClientApplication>Order_Portal</externalClientApplication>
                <ipRelaxationPolicyType>Bypass_2factor</ipRelaxationPolicyType>
                <label>Order_Portal_oauth_defaultPolicy</label>
                <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>
                <refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>
                <refreshTokenValidityPeriod>30</refreshTokenValidityPeriod>
                <refreshTokenValidityUnit>Days</refreshTokenValidityUnit>
            </ExtlClntAppOauthConfigurablePolicies>
            == ExtlClntAppConfigurablePolicies Order_Portal_defaultPolicy
            <?xml version="1.0" encoding="UTF-8"?>
            <ExtlClntAppConfigurablePolicies {Ns}>
                <externalClientApplication>Order_Portal</externalClientApplication>
                <isEnabled>true</isEnabled>
                <isOauthPluginEnabled>true</isOauthPluginEnabled>
                <label>Order_Portal_defaultPolicy</label>
                <startPage>Custom</startPage>
                <startUrl>https://orders.example.com/</startUrl>
            </ExtlClntAppConfigurablePolicies>

            """.ReplaceLineEndings("\n"),
            Text(app)
        );
        Assert.Empty(app.Losses);
        Assert.Contains(
            app.Notes,
            note => note.StartsWith("oauthConfig.consumerKey 3MVG9abc: ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void An_app_without_OAuth_becomes_the_app_and_its_policies_alone()
    {
        ConvertedApp app = Convert(
            "<label>Wiki</label><startUrl>https://wiki.example.com</startUrl><oauthPolicy><ipRelaxation>ENFORCE</ipRelaxation></oauthPolicy>",
            "Wiki"
        );
        Assert.Equal(
            "ExternalClientApplication Wiki, ExtlClntAppConfigurablePolicies Wiki_defaultPolicy",
            string.Join(", ", app.Records.Select(record => $"{record.Type} {record.FullName}"))
        );
        MetadataRecord policies = app.Records[1].Record;
        Assert.Equal(
            ("false", "Custom", "https://wiki.example.com"),
            (policies["isOauthPluginEnabled"], policies["startPage"], policies["startUrl"])
        );
        MetadataLoss loss = Assert.Single(app.Losses);
        Assert.Equal("oauthPolicy.ipRelaxation", loss.Field);
        Assert.Contains("no OAuth settings", loss.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_connected_app_and_a_new_app_differ_by_default_the_connected_apps_meaning_is_written()
    {
        ConvertedApp app = Convert("<oauthConfig><callbackUrl>https://a</callbackUrl></oauthConfig>");
        Assert.Equal("false", Value(app, "ExtlClntAppGlobalOauthSettings", "isPkceRequired"));
        Assert.Equal("false", Value(app, "ExtlClntAppGlobalOauthSettings", "isRefreshTokenRotationEnabled"));
        Assert.Equal(
            "AllSelfAuthorized",
            Value(app, "ExtlClntAppOauthConfigurablePolicies", "permittedUsersPolicyType")
        );
        Assert.Equal("Infinite", Value(app, "ExtlClntAppOauthConfigurablePolicies", "refreshTokenPolicyType"));
        Assert.Equal("Enforce", Value(app, "ExtlClntAppOauthConfigurablePolicies", "ipRelaxationPolicyType"));
        Assert.Equal("None", Value(app, "ExtlClntAppConfigurablePolicies", "startPage"));
        Assert.Empty(app.Losses);
    }

    [Theory]
    [InlineData(
        "<isClientCredentialEnabled>true</isClientCredentialEnabled><oauthClientCredentialUser>run@example.com</oauthClientCredentialUser>",
        "true",
        "true",
        "run@example.com",
        ""
    )]
    [InlineData(
        "<isClientCredentialEnabled>true</isClientCredentialEnabled>",
        "false",
        "false",
        null,
        "oauthConfig.isClientCredentialEnabled"
    )]
    [InlineData(
        "<isClientCredentialEnabled>false</isClientCredentialEnabled><oauthClientCredentialUser>run@example.com</oauthClientCredentialUser>",
        "false",
        "false",
        null,
        "oauthConfig.oauthClientCredentialUser"
    )]
    [InlineData("<scopes>Api</scopes>", null, null, null, "")]
    public void The_client_credentials_flow_is_on_in_both_records_or_in_none_and_never_without_a_user(
        string xml,
        string? settings,
        string? policies,
        string? user,
        string losses
    )
    {
        ConvertedApp app = Convert($"<oauthConfig>{xml}</oauthConfig>");
        Assert.Equal(settings, Value(app, "ExtlClntAppGlobalOauthSettings", "isClientCredentialsFlowEnabled"));
        Assert.Equal(policies, Value(app, "ExtlClntAppOauthConfigurablePolicies", "isClientCredentialsFlowEnabled"));
        Assert.Equal(user, Value(app, "ExtlClntAppOauthConfigurablePolicies", "clientCredentialsFlowUser"));
        Assert.Equal(losses, string.Join(", ", app.Losses.Select(loss => loss.Field)));
    }

    [Theory]
    [InlineData(TestApp.Certificate)]
    [InlineData("-----BEGIN CERTIFICATE-----\r\n" + TestApp.Certificate + "\r\n-----END CERTIFICATE-----\r\n")]
    [InlineData("  " + TestApp.Certificate + " ")]
    public void A_certificate_in_either_spelling_becomes_PEM(string certificate)
    {
        string pem = Value(
            Convert($"<oauthConfig><certificate>{certificate}</certificate></oauthConfig>"),
            "ExtlClntAppGlobalOauthSettings",
            "certificate"
        )!;
        string[] lines = pem.Split('\n');
        Assert.Equal(("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"), (lines[0], lines[^1]));
        Assert.Equal(TestApp.Certificate, string.Concat(lines[1..^1]));
        Assert.All(lines[1..^2], line => Assert.Equal(64, line.Length));
    }

    [Theory]
    [InlineData("MyCertificate")]
    [InlineData("JWTSigningCert16")]
    [InlineData("not base64!")]
    public void What_is_no_certificate_is_a_loss(string certificate)
    {
        ConvertedApp app = Convert($"<oauthConfig><certificate>{certificate}</certificate></oauthConfig>");
        Assert.Null(Value(app, "ExtlClntAppGlobalOauthSettings", "certificate"));
        Assert.Equal(certificate, Assert.Single(app.Losses).Value);
    }

    [Fact]
    public void A_private_key_in_the_place_of_a_certificate_goes_nowhere()
    {
        ConvertedApp app = Convert(
            "<oauthConfig><certificate>-----BEGIN PRIVATE KEY----- s3cr3t -----END PRIVATE "
                + "KEY-----</certificate></oauthConfig>"
        );
        Assert.Null(Value(app, "ExtlClntAppGlobalOauthSettings", "certificate"));
        Assert.Equal(
            ("oauthConfig.certificate", MetadataField.SecretMask),
            Assert.Single(app.Losses.Select(loss => (loss.Field, loss.Value)))
        );
    }

    [Theory]
    [InlineData("infinite", "Infinite", null, null)]
    [InlineData("zero", "Zero", null, null)]
    [InlineData("specific_lifetime:90:DAYS", "SpecificLifetime", "90", "Days")]
    [InlineData("specific_inactivity:12:HOURS", "SpecificInactivity", "12", "Hours")]
    [InlineData("SPECIFIC_LIFETIME:3:months", "SpecificLifetime", "3", "Months")]
    [InlineData("SPECIFIC_LIFETIME", null, null, null)]
    [InlineData("specific_lifetime:0:DAYS", null, null, null)]
    [InlineData("specific_lifetime:5:YEARS", null, null, null)]
    [InlineData("infinite:5:DAYS", null, null, null)]
    public void A_refresh_token_policy_becomes_type_period_and_unit_or_a_loss(
        string policy,
        string? type,
        string? period,
        string? unit
    )
    {
        ConvertedApp app = Convert(
            $"<oauthConfig/><oauthPolicy><refreshTokenPolicy>{policy}</refreshTokenPolicy></oauthPolicy>"
        );
        Assert.Equal(type, Value(app, "ExtlClntAppOauthConfigurablePolicies", "refreshTokenPolicyType"));
        Assert.Equal(period, Value(app, "ExtlClntAppOauthConfigurablePolicies", "refreshTokenValidityPeriod"));
        Assert.Equal(unit, Value(app, "ExtlClntAppOauthConfigurablePolicies", "refreshTokenValidityUnit"));
        Assert.Equal(
            type is null,
            app.Losses.Any(loss => loss.Field == "oauthPolicy.refreshTokenPolicy" && loss.Value == policy)
        );
    }

    [Fact]
    public void IP_ranges_and_attributes_are_copied_and_those_beyond_128_or_incomplete_are_losses()
    {
        StringBuilder xml = new(
            "<oauthConfig/><attributes><key>k</key><formula>$User.Id</formula></attributes><attributes><key>half</key></attributes>"
        );
        for (int i = 0; i < 129; i++)
        {
            xml.Append(
                CultureInfo.InvariantCulture,
                $"<ipRanges><start>10.0.0.{i}</start><end>10.0.1.{i}</end><odd>{i}</odd></ipRanges>"
            );
        }

        ConvertedApp app = Convert(xml.ToString());
        MetadataRecord settings = app.Records.Single(record => record.Type == "ExtlClntAppOauthSettings").Record;
        Assert.Equal(
            ("k", "$User.Id"),
            (Assert.Single(settings.Values("customAttributes.key")), settings["customAttributes.formula"])
        );
        Assert.Equal(128, settings.Values("trustedIpRanges.startIpAddress").Count());
        Assert.Contains(
            app.Losses,
            loss =>
                loss is { Field: "attributes[1].key", Value: "half" }
                && loss.Reason.Contains("formula", StringComparison.Ordinal)
        );
        Assert.Contains(
            app.Losses,
            loss =>
                loss is { Field: "ipRanges[128].start", Value: "10.0.0.128" }
                && loss.Reason.Contains("128", StringComparison.Ordinal)
        );
        Assert.Contains(app.Losses, loss => loss is { Field: "ipRanges[7].odd", Value: "7" });
    }

    [Fact]
    public void An_element_that_the_version_lacks_is_a_loss_that_names_the_version_which_has_it()
    {
        const string xml =
            "<oauthConfig><isNamedUserJwtEnabled>true</isNamedUserJwtEnabled></oauthConfig><plugin>Handler</plugin><startUrl>https://a</startUrl><profileName>Admin</profileName>";
        ConvertedApp old = Convert(xml, version: 60);
        Assert.Equal(
            "plugin 61.0, profileName[0] 62.0, oauthConfig.isNamedUserJwtEnabled 61.0"
                .Split(", ")
                .Order(StringComparer.Ordinal),
            old.Losses.Select(loss => $"{loss.Field} {loss.Action.Split("-ApiVersion ")[1][..4]}")
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal("https://a", Value(old, "ExtlClntAppOauthConfigurablePolicies", "startUrl"));
        ConvertedApp recent = Convert(xml, version: 62);
        Assert.Empty(recent.Losses);
        Assert.Equal("https://a", Value(recent, "ExtlClntAppConfigurablePolicies", "startUrl"));
        Assert.Null(Value(recent, "ExtlClntAppOauthConfigurablePolicies", "startUrl"));
    }

    [Fact]
    public void Scopes_permission_sets_and_profiles_that_the_target_would_refuse_are_losses_one_by_one()
    {
        ConvertedApp app = ConvertWith(
            "<oauthConfig><scopes>Api</scopes><scopes>Bogus</scopes><scopes>DataCloudUserClaims</scopes><scopes>Api</scopes></oauthConfig><permissionSetName>My "
                + "Set</permissionSetName><permissionSetName>Packaged</permissionSetName><profileName>Sales, "
                + "EMEA</profileName>",
            ("Packaged", "ns__Set")
        );
        Assert.Equal("Api", Value(app, "ExtlClntAppOauthSettings", "commaSeparatedOauthScopes"));
        Assert.Equal("ns__Set", Value(app, "ExtlClntAppOauthConfigurablePolicies", "commaSeparatedPermissionSet"));
        Assert.Null(Value(app, "ExtlClntAppOauthConfigurablePolicies", "commaSeparatedProfile"));
        Assert.Equal(
            "oauthConfig.scopes[1]=Bogus, oauthConfig.scopes[2]=DataCloudUserClaims, "
                + "permissionSetName[0]=My Set, profileName[0]=Sales, EMEA",
            string.Join(", ", app.Losses.Select(loss => $"{loss.Field}={loss.Value}"))
        );
    }

    [Fact]
    public void A_label_that_looks_like_an_API_name_is_not_taken_for_one()
    {
        const string Xml =
            "<oauthConfig><scopes>Api</scopes></oauthConfig><permissionSetName>Billing_Access</permissionSetName>";
        ConvertedApp alone = ConvertWith(Xml);
        MetadataLoss loss = Assert.Single(alone.Losses);
        Assert.Equal(("permissionSetName[0]", "Billing_Access", "Portal"), (loss.Field, loss.Value, loss.App));
        Assert.Contains("permissionsets/*.permissionset-meta.xml", loss.Action, StringComparison.Ordinal);
        Assert.Null(Value(alone, "ExtlClntAppOauthConfigurablePolicies", "commaSeparatedPermissionSet"));

        // The permission set of that label has another name, and another permission set has that name.
        ConvertedApp told = ConvertWith(Xml, ("Billing_Access", "Finance"), ("Anything", "Billing_Access"));
        Assert.Equal("Finance", Value(told, "ExtlClntAppOauthConfigurablePolicies", "commaSeparatedPermissionSet"));
        Assert.Empty(told.Losses);

        // Nothing has that label, and one has that name.
        ConvertedApp named = ConvertWith(Xml, ("Billing access", "Billing_Access"));
        Assert.Equal(
            "Billing_Access",
            Value(named, "ExtlClntAppOauthConfigurablePolicies", "commaSeparatedPermissionSet")
        );
        Assert.Contains(
            named.Notes,
            note => note.StartsWith("'Billing_Access' is the label of no permission set", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_consumer_key_which_changes_for_every_app_is_a_note_and_no_loss()
    {
        ConvertedApp app = Convert("<oauthConfig><consumerKey>3MVG9.old</consumerKey></oauthConfig>");
        Assert.Empty(app.Losses);
        Assert.Contains(
            app.Notes,
            note =>
                note.StartsWith("oauthConfig.consumerKey 3MVG9.old: ", StringComparison.Ordinal)
                && note.Contains("give every caller the new consumer key", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_permission_set_is_named_by_its_API_name_where_the_org_gave_it()
    {
        ConvertedApp app = new EcaConverter().Convert(
            TestApp.FromXml(
                "<oauthConfig/><permissionSetName>Travis "
                    + "CI</permissionSetName><permissionSetName>Plain</permissionSetName><permissionSetName>Not "
                    + "There</permissionSetName>"
            ),
            new ConversionOptions
            {
                PermissionSetNames = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Travis CI"] = "travis_ci",
                    ["Plain"] = "Plain_Set",
                },
            }
        );
        Assert.Equal(
            "travis_ci,Plain_Set",
            Value(app, "ExtlClntAppOauthConfigurablePolicies", "commaSeparatedPermissionSet")
        );
        Assert.Contains(app.Losses, loss => loss is { Field: "permissionSetName[2]", Value: "Not There" });
    }

    [Fact]
    public void Unknown_empty_and_repeated_elements_are_losses()
    {
        ConvertedApp app = Convert(
            "<label>One</label><label>Two</label><iconUrl></iconUrl><future><deep>x</deep><none/></future><oauthConfig/><description "
                + "lang='en'>d</description>"
        );
        Assert.Equal("One", Value(app, "ExternalClientApplication", "label"));
        Assert.Equal(
            "label[1]=Two, iconUrl=, future.deep=x, future.none=, oauthConfig=, description@lang=en",
            string.Join(", ", app.Losses.Select(loss => $"{loss.Field}={loss.Value}"))
        );
    }

    [Theory]
    [InlineData(58)]
    [InlineData(69)]
    public void A_version_that_the_schema_does_not_describe_is_refused(int version) =>
        Assert.Equal(
            "ApiVersionNotSupported",
            Assert.Throws<EcaException>(() => Convert("<label>L</label>", version: version)).ErrorId
        );

    [Fact]
    public void A_callback_that_hints_at_the_device_flow_is_told_and_opens_nothing()
    {
        ConvertedApp app = Convert(
            "<oauthConfig><callbackUrl>https://login.salesforce.com/services/oauth2/success</callbackUrl></oauthConfig>"
        );
        Assert.Null(Value(app, "ExtlClntAppGlobalOauthSettings", "isDeviceFlowEnabled"));
        Assert.Equal("oauthConfig.isDeviceFlowEnabled", Assert.Single(app.Losses).Field);
        ConvertedApp stated = Convert(
            "<oauthConfig><callbackUrl>https://login.salesforce.com/services/oauth2/success</callbackUrl><isDeviceFlowEnabled>true</isDeviceFlowEnabled></oauthConfig>"
        );
        Assert.Equal("true", Value(stated, "ExtlClntAppGlobalOauthSettings", "isDeviceFlowEnabled"));
        Assert.Empty(stated.Losses);
    }

    private static ConvertedApp ConvertWith(string xml, params (string Label, string Name)[] permissionSets) =>
        new EcaConverter().Convert(
            TestApp.FromXml(xml),
            new ConversionOptions
            {
                PermissionSetNames = permissionSets.ToDictionary(
                    set => set.Label,
                    set => set.Name,
                    StringComparer.OrdinalIgnoreCase
                ),
            }
        );

    private static ConvertedApp Convert(string xml, string name = "Portal", int version = 66) =>
        new EcaConverter().Convert(
            TestApp.FromXml(xml, name),
            new ConversionOptions
            {
                ApiVersion = new ApiVersion(version),
                PermissionSetNames = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Orders_Integration"] = "Orders_Integration",
                    ["Orders Admin"] = "Orders_Admin",
                },
            }
        );

    private static string? Value(ConvertedApp app, string type, string path) =>
        app.Records.SingleOrDefault(record => record.Type == type)?.Record[path];

    private static string Text(ConvertedApp app) =>
        string.Concat(
            app.Records.Select(record =>
                $"== {record.Type} {record.FullName}\n{Encoding.UTF8.GetString(MetadataWriter.ToBytes(record.Record))}"
            )
        );
}
