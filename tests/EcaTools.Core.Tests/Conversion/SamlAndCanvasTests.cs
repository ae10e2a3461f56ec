using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Conversion;

public sealed class SamlAndCanvasTests
{
    private const string Saml = "ExtlClntAppSamlConfigurablePolicies";
    private const string Canvas = "ExtlClntAppCanvasSettings";
    private const string Policies = "ExtlClntAppConfigurablePolicies";
    private const string OauthPolicies = "ExtlClntAppOauthConfigurablePolicies";

    private const string SamlXml = """
        <samlConfig>
            <acsUrl>https://sp.example.com/acs</acsUrl>
            <certificate>MIIB</certificate>
            <encryptionCertificate>MIIC</encryptionCertificate>
            <encryptionType>AES_256</encryptionType>
            <entityUrl>https://sp.example.com</entityUrl>
            <issuer>https://org.my.salesforce.com</issuer>
            <samlIdpSLOBindingEnum>PostBinding</samlIdpSLOBindingEnum>
            <samlNameIdFormat>Persistent</samlNameIdFormat>
            <samlSigningAlgoType>SHA256</samlSigningAlgoType>
            <samlSloUrl>https://sp.example.com/logout</samlSloUrl>
            <samlSubjectCustomAttr>Number__c</samlSubjectCustomAttr>
            <samlSubjectType>CustomAttribute</samlSubjectType>
        </samlConfig>
        """;

    private const string Who =
        "<attributes><key>mail</key><formula>$User.Email</formula></attributes><permissionSetName>Staff</permissionSetName><profileName>Standard "
        + "User</profileName>";

    [Fact]
    public void A_SAML_app_becomes_the_app_its_policies_and_its_SAML_policies_and_loses_nothing()
    {
        ConvertedApp app = Convert(SamlXml + Who + "<startUrl>https://sp.example.com/</startUrl>");

        Assert.Empty(app.Losses);
        Assert.Equal(
            "ExternalClientApplication App, ExtlClntAppConfigurablePolicies App_defaultPolicy, "
                + "ExtlClntAppSamlConfigurablePolicies App_samlPlcy",
            Names(app)
        );
        Assert.Equal(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ExtlClntAppSamlConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
                <acsUrl>https://sp.example.com/acs</acsUrl>
                <certificate>MIIB</certificate>
                <commaSeparatedPermissionSet>Staff</commaSeparatedPermissionSet>
                <commaSeparatedProfile>Standard User</commaSeparatedProfile>
                <customAttributes>
                    <formula>$User.Email</formula>
                    <key>mail</key>
                </customAttributes>
                <encryptionCertificate>MIIC</encryptionCertificate>
                <encryptionType>AES_256</encryptionType>
                <entityUrl>https://sp.example.com</entityUrl>
                <externalClientApplication>App</externalClientApplication>
                <issuer>https://org.my.salesforce.com</issuer>
                <label>App_samlPlcy</label>
                <nameIdFormat>Persistent</nameIdFormat>
                <signingAlgorithmType>SHA256</signingAlgorithmType>
                <singleLogoutBindingType>PostBinding</singleLogoutBindingType>
                <singleLogoutUrl>https://sp.example.com/logout</singleLogoutUrl>
                <subjectCustomAttribute>Number__c</subjectCustomAttribute>
                <subjectType>CustomAttribute</subjectType>
            </ExtlClntAppSamlConfigurablePolicies>

            """.ReplaceLineEndings("\n"),
            System.Text.Encoding.UTF8.GetString(MetadataWriter.ToBytes(app.Records[2].Record))
        );
        Assert.Equal(
            ("true", "false", null, "Custom"),
            (
                Value(app, Policies, "isSamlPluginEnabled"),
                Value(app, Policies, "isOauthPluginEnabled"),
                Value(app, Policies, "isCanvasPluginEnabled"),
                Value(app, Policies, "startPage")
            )
        );
    }

    [Fact]
    public void An_app_with_OAuth_and_SAML_has_its_attributes_on_both_and_its_grants_once()
    {
        ConvertedApp app = Convert("<oauthConfig><scopes>Api</scopes></oauthConfig>" + SamlXml + Who);

        Assert.Empty(app.Losses);
        Assert.Equal(
            ("mail", "mail"),
            (Value(app, "ExtlClntAppOauthSettings", "customAttributes.key"), Value(app, Saml, "customAttributes.key"))
        );
        Assert.Equal(
            ("Staff", "Standard User"),
            (
                Value(app, OauthPolicies, "commaSeparatedPermissionSet"),
                Value(app, OauthPolicies, "commaSeparatedProfile")
            )
        );
        Assert.Null(Value(app, Saml, "commaSeparatedPermissionSet"));
        Assert.Null(Value(app, Saml, "commaSeparatedProfile"));
        Assert.Equal(
            ("true", "true"),
            (Value(app, Policies, "isSamlPluginEnabled"), Value(app, Policies, "isOauthPluginEnabled"))
        );
        Assert.Equal(
            "ExtlClntAppSamlConfigurablePoliciesAttribute",
            app.Records.Single(record => record.Type == Saml).Record.Group("customAttributes")!.Type
        );
    }

    [Fact]
    public void Triple_DES_is_a_loss_that_says_what_an_External_Client_App_can_encrypt_with()
    {
        ConvertedApp app = Convert(SamlXml.Replace("AES_256", "Triple_Des", StringComparison.Ordinal));

        MetadataLoss loss = Assert.Single(app.Losses);
        Assert.Equal(("samlConfig.encryptionType", "Triple_Des"), (loss.Field, loss.Value));
        Assert.Contains("AES_128", loss.Reason, StringComparison.Ordinal);
        Assert.Contains(".ecaSamlPlcy", loss.Action, StringComparison.Ordinal);
        Assert.Null(Value(app, Saml, "encryptionType"));
    }

    [Theory]
    [InlineData("CustomAttr", "CustomAttribute")]
    [InlineData("PersistentID", "PersistentId")]
    [InlineData("FederationId", "FederationId")]
    public void A_SAML_subject_type_is_known_in_both_documented_spellings(string given, string written)
    {
        ConvertedApp app = Convert(
            $"<samlConfig><acsUrl>https://a</acsUrl><entityUrl>https://a</entityUrl><samlSubjectType>{given}"
                + $"</samlSubjectType></samlConfig>"
        );
        Assert.Empty(app.Losses);
        Assert.Equal(written, Value(app, Saml, "subjectType"));
    }

    [Fact]
    public void SAML_settings_that_an_org_would_refuse_are_lost_whole_and_leave_the_plugin_off()
    {
        ConvertedApp app = Convert(
            "<samlConfig><acsUrl>https://a</acsUrl><issuer>https://b</issuer></samlConfig><profileName>Admin</profileName>"
        );

        Assert.DoesNotContain(Saml, Names(app), StringComparison.Ordinal);
        Assert.Null(Value(app, Policies, "isSamlPluginEnabled"));
        Assert.Equal(
            "samlConfig.acsUrl, samlConfig.issuer, profileName[0]".Split(", ").Order(StringComparer.Ordinal),
            app.Losses.Select(loss => loss.Field).Order(StringComparer.Ordinal)
        );
        Assert.Contains(app.Losses, loss => loss.Reason.Contains("entity URL", StringComparison.Ordinal));
    }

    [Fact]
    public void A_version_without_SAML_loses_the_settings_and_what_only_they_could_carry()
    {
        ConvertedApp app = Convert(SamlXml + Who, 62);

        Assert.Equal("ExternalClientApplication App, ExtlClntAppConfigurablePolicies App_defaultPolicy", Names(app));
        Assert.Null(Value(app, Policies, "isSamlPluginEnabled"));
        Assert.Equal(16, app.Losses.Length);
        Assert.All(app.Losses, loss => Assert.Contains("63.0", loss.Action, StringComparison.Ordinal));
        Assert.Contains(app.Losses, loss => loss.Field == "attributes[0].key");
        Assert.Contains(app.Losses, loss => loss.Field == "permissionSetName[0]");
    }

    [Fact]
    public void A_canvas_keeps_all_but_the_locations_and_options_without_a_documented_counterpart()
    {
        const string xml = """
            <canvasConfig>
                <accessMethod>Post</accessMethod>
                <canvasUrl>https://canvas.example.com</canvasUrl>
                <lifecycleClass>Handler</lifecycleClass>
                <locations>Visualforce</locations>
                <locations>OpenCTI</locations>
                <locations>PageLayout</locations>
                <options>HideShare</options>
                <options>PersonalEnabled</options>
                <samlInitiationMethod>SpInitiated</samlInitiationMethod>
            </canvasConfig>
            <oauthConfig><scopes>Api</scopes></oauthConfig>
            """;
        ConvertedApp app = Convert(xml);
        Assert.Equal(
            "canvasConfig.locations[1]=OpenCTI, canvasConfig.options[1]=PersonalEnabled",
            string.Join(", ", app.Losses.Select(loss => $"{loss.Field}={loss.Value}"))
        );
        MetadataRecord canvas = app
            .Records.Single(record => record is { Type: Canvas, FullName: "App_canvasSettings" })
            .Record;
        Assert.Equal(
            "accessMethod=Post canvasLocationOptions=Visualforce canvasLocationOptions=PageLayout "
                + "canvasOptions=HideShare canvasUrl=https://canvas.example.com externalClientApplication=App "
                + "label=App_canvasSettings lifeCycleHandler=Handler samlInitiationMethod=SpInitiated",
            string.Join(' ', canvas.Fields.Select(field => $"{field.Name}={field.Value}"))
        );
        Assert.Equal("true", Value(app, Policies, "isCanvasPluginEnabled"));

        ConvertedApp old = Convert(xml, 65);
        Assert.Equal(9, old.Losses.Length);
        Assert.All(old.Losses, loss => Assert.Contains("66.0", loss.Reason, StringComparison.Ordinal));
        Assert.Null(Value(old, Policies, "isCanvasPluginEnabled"));
    }

    [Fact]
    public void What_an_app_says_of_its_mobile_app_is_a_loss_with_its_own_reason()
    {
        ConvertedApp app = Convert(
            "<mobileAppConfig><applicationBundleIdentifier>com.example</applicationBundleIdentifier><devicePlatform>ios</devicePlatform><version>1.0</version></mobileAppConfig>"
        );
        Assert.Equal(
            "mobileAppConfig.applicationBundleIdentifier mobileAppConfig.devicePlatform mobileAppConfig.version",
            string.Join(' ', app.Losses.Select(loss => loss.Field))
        );
        Assert.Contains("push", app.Losses[0].Reason, StringComparison.Ordinal);
        Assert.Equal(app.Losses[1].Reason, app.Losses[2].Reason);
        Assert.DoesNotContain("push", app.Losses[1].Reason, StringComparison.Ordinal);
    }

    private static ConvertedApp Convert(string xml, int version = 66) =>
        new EcaConverter().Convert(
            TestApp.FromXml(xml, "App"),
            new ConversionOptions
            {
                ApiVersion = new ApiVersion(version),
                PermissionSetNames = new Dictionary<string, string>(StringComparer.Ordinal) { ["Staff"] = "Staff" },
            }
        );

    private static string Names(ConvertedApp app) =>
        string.Join(", ", app.Records.Select(record => $"{record.Type} {record.FullName}"));

    private static string? Value(ConvertedApp app, string type, string path) =>
        app.Records.FirstOrDefault(record => record.Type == type)?.Record[path];
}
