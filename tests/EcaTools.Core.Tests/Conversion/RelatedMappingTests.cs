using System.Collections.Immutable;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Conversion;

/// <summary>What other records of the org or folder say about an app is carried over or told, as what its own metadata
/// says.</summary>
public sealed class RelatedMappingTests
{
    private const string Oauth = "ExtlClntAppOauthConfigurablePolicies";

    [Fact]
    public void A_PIN_becomes_a_screen_lock_with_its_timeout_and_the_length_is_told()
    {
        ConvertedApp app = Convert(Settings(("PinLength", "6"), ("MobileSessionTimeout", "10")));
        Assert.Equal(
            ("true", "Portal_mobile"),
            (
                Value(app, "ExtlClntAppMobileSettings", "isScreenLockEnabled"),
                Value(app, "ExtlClntAppMobileSettings", "label")
            )
        );
        Assert.Equal("Ten", Value(app, "ExtlClntAppMobileConfigurablePolicies", "screenLockTimeout"));
        Assert.Equal("true", Value(app, "ExtlClntAppConfigurablePolicies", "isMobilePluginEnabled"));
        Assert.Equal(
            ("ConnectedApplication.PinLength", "6"),
            Assert.Single(app.Losses.Select(loss => (loss.Field, loss.Value)))
        );

        ConvertedApp odd = Convert(Settings(("MobileSessionTimeout", "15")));
        Assert.Equal("One", Value(odd, "ExtlClntAppMobileConfigurablePolicies", "screenLockTimeout"));
        Assert.Contains("After one minute", Assert.Single(odd.Losses).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_without_mobile_settings_loses_the_timeout_and_leaves_the_plugin_off()
    {
        ConvertedApp app = Convert(Settings(("PinLength", "6"), ("MobileSessionTimeout", "10")), version: 63);
        Assert.DoesNotContain(app.Records, record => record.Type.Contains("Mobile", StringComparison.Ordinal));
        Assert.Null(Value(app, "ExtlClntAppConfigurablePolicies", "isMobilePluginEnabled"));
        Assert.Contains(
            "64.0",
            app.Losses.Single(loss => loss.Field == "ConnectedApplication.MobileSessionTimeout").Action,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            Convert(Settings(("UvidTimeout", "30"))).Records,
            record => record.Type.Contains("Mobile", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(66, "60", "60", "Custom", "")]
    [InlineData(65, "60", "60", "Custom", "")]
    [InlineData(64, "60", null, null, "ConnectedApplication.NamedUserUvidTimeout ConnectedApplication.UvidTimeout")]
    [InlineData(64, "30", "30", null, "")]
    [InlineData(66, "7", null, null, "ConnectedApplication.NamedUserUvidTimeout ConnectedApplication.UvidTimeout")]
    [InlineData(60, "30", null, null, "ConnectedApplication.NamedUserUvidTimeout ConnectedApplication.UvidTimeout")]
    public void A_timeout_of_JWT_tokens_is_written_where_the_version_has_it(
        int version,
        string minutes,
        string? written,
        string? type,
        string losses
    )
    {
        ConvertedApp app = Convert(
            Settings(("NamedUserUvidTimeout", minutes), ("UvidTimeout", minutes)),
            version: version
        );
        Assert.Equal(
            (written, written),
            (Value(app, Oauth, "namedUserJwtTimeout"), Value(app, Oauth, "guestJwtTimeout"))
        );
        Assert.Equal(
            (type, type),
            (Value(app, Oauth, "namedUserJwtSessionTimeoutType"), Value(app, Oauth, "guestJwtSessionTimeoutType"))
        );
        Assert.Equal(losses, string.Join(' ', app.Losses.Select(loss => loss.Field)));
    }

    [Fact]
    public void Guests_push_contents_and_custom_scopes_go_where_they_belong()
    {
        ConvertedApp app = Convert(
            Settings(("OptionsCodeCredentialGuestEnabled", "true"), ("OptionsFullContentPushNotifications", "true"))
                .AddRange(
                    Leaf("OauthCustomScope", "Orders"),
                    Leaf("OauthCustomScope", "ns__Bills"),
                    Leaf("OauthCustomScope", "no name")
                )
        );
        Assert.Equal("true", Value(app, Oauth, "isGuestCodeCredFlowEnabled"));
        Assert.Equal("Orders, ns__Bills", Value(app, "ExtlClntAppOauthSettings", "commaSeparatedCustomScopes"));
        Assert.Equal(
            "ConnectedApplication.OptionsFullContentPushNotifications OauthCustomScope[2]",
            string.Join(' ', app.Losses.Select(loss => loss.Field))
        );
        Assert.Contains("External Client App Manager > Portal", app.Losses[0].Action, StringComparison.Ordinal);
        Assert.Equal(
            2,
            Convert([Leaf("OauthCustomScope", "A"), Leaf("OauthCustomScope", "B")], version: 60).Losses.Length
        );
    }

    [Fact]
    public void A_token_exchange_handler_that_serves_the_app_is_told_with_the_element_to_add_to_it()
    {
        MetadataRecord enablement = new(
            "ConnectedAppTokenExchange",
            [Leaf("handler", "Swap"), Leaf("apexExecutionUser", "run@example.com"), Leaf("isDefault", "true")]
        );
        ConvertedApp app = Convert([new MetadataField("OauthTokenExchangeHandler", Value: null, enablement)]);
        Assert.Equal(3, app.Losses.Length);
        Assert.All(
            app.Losses,
            loss =>
                Assert.Equal(
                    "Add to the OauthTokenExchangeHandler Swap: "
                        + "<enablements><apexExecutionUser>run@example.com</apexExecutionUser><externalClientApp>Portal</externalClientApp><isDefault>true</isDefault></enablements>",
                    loss.Action
                )
        );
    }

    [Theory]
    [InlineData(68, "false", "false", "")]
    [InlineData(68, "true", null, "Switch mutual TLS on")]
    [InlineData(66, "false", null, "None")]
    [InlineData(66, "true", null, "-ApiVersion 68.0")]
    public void Mutual_TLS_is_never_switched_on_by_a_guess_and_a_false_that_is_lost_asks_for_nothing(
        int version,
        string value,
        string? written,
        string action
    )
    {
        ConvertedApp app = new EcaConverter().Convert(
            TestApp.FromXml($"<oauthConfig><isPKImTLSEnabled>{value}</isPKImTLSEnabled></oauthConfig>"),
            new ConversionOptions { ApiVersion = new ApiVersion(version) }
        );
        Assert.Equal(written, Value(app, "ExtlClntAppGlobalOauthSettings", "isMtlsEnabled"));
        Assert.Equal(action.Length > 0, app.Losses.Length == 1);
        Assert.Contains(action, string.Concat(app.Losses.Select(loss => loss.Action)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(66, null)]
    [InlineData(67, "false")]
    public void The_idle_time_of_refresh_tokens_is_written_out_since_new_apps_differ(int version, string? written) =>
        Assert.Equal(
            written,
            Value(Convert([], version), "ExtlClntAppGlobalOauthSettings", "isEnforceRefreshTokenTTL")
        );

    private static ImmutableArray<MetadataField> Settings(params (string Name, string Value)[] fields) =>
        [
            new MetadataField(
                "ConnectedApplication",
                Value: null,
                new MetadataRecord(
                    "ConnectedApplicationSettings",
                    [.. fields.Select(field => Leaf(field.Name, field.Value))]
                )
            ),
        ];

    private static MetadataField Leaf(string name, string value) => new(name, value, Group: null);

    private static ConvertedApp Convert(ImmutableArray<MetadataField> related, int version = 66) =>
        new EcaConverter().Convert(
            TestApp.FromXml("<oauthConfig><scopes>Api</scopes></oauthConfig>") with
            {
                Related = new MetadataRecord(ConnectedApp.RelatedType, related),
            },
            new ConversionOptions { ApiVersion = new ApiVersion(version) }
        );

    private static string? Value(ConvertedApp app, string type, string path) =>
        app.Records.SingleOrDefault(record => record.Type == type)?.Record[path];
}
