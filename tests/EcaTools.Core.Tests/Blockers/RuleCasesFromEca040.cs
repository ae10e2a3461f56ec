using System.Collections.Immutable;
using static EcaTools.Core.Tests.Blockers.RuleCases;

namespace EcaTools.Core.Tests.Blockers;

internal static class RuleCasesFromEca040
{
    public static readonly Dictionary<string, ImmutableArray<RuleCase>> All = new(StringComparer.Ordinal)
    {
        ["ECA040"] =
        [
            new(true, TestApp.Of(Certificate(TestCertificates.Expired))),
            new(
                true,
                TestApp.Of(
                    Certificate($"-----BEGIN CERTIFICATE-----\n{TestCertificates.Expired}\n-----END CERTIFICATE-----\n")
                )
            ),
            new(false, TestApp.Of(Certificate(TestCertificates.Good))),
            new(false, TestApp.Of(Certificate("AAAA"))),
            new(false, TestApp.Of(OAuth)),
        ],
        ["ECA041"] =
        [
            new(true, TestApp.Of(Certificate(TestCertificates.Expiring))),
            new(false, TestApp.Of(Certificate(TestCertificates.Good))),
            new(false, TestApp.Of(Certificate(TestCertificates.Expired))),
        ],
        ["ECA042"] =
        [
            new(true, TestApp.Of(Certificate(TestCertificates.Weak))),
            new(true, TestApp.Of(Certificate(TestCertificates.Elliptic))),
            new(false, TestApp.Of(Certificate(TestCertificates.Good))),
        ],
        ["ECA043"] =
        [
            new(true, TestApp.Of(Certificate("not base64!"))),
            new(true, TestApp.Of(Certificate("AAAA"))),
            new(true, TestApp.Of(Certificate(TestCertificates.Store))),
            new(true, TestApp.Of(Certificate(new string('A', 100_000)))),
            new(true, TestApp.Of(Certificate(TestCertificates.Good[..400]))),
            new(false, TestApp.Of(Certificate(TestCertificates.Elliptic))),
            new(false, TestApp.Of(OAuth)),
        ],
        ["ECA050"] =
        [
            new(true, TestApp.Of(Canvas), 65),
            new(true, TestApp.Of("canvas=x"), 65),
            new(false, TestApp.Of(Canvas), 66),
            new(false, TestApp.Of(OAuth), 65),
        ],
        ["ECA051"] =
        [
            new(true, TestApp.Of(Canvas), 66),
            new(false, TestApp.Of(Canvas), 65),
            new(false, TestApp.Of(OAuth), 66),
        ],
        ["ECA052"] =
        [
            new(true, TestApp.Of(Canvas, "canvasConfig.locations=Visualforce", "canvasConfig.locations=OpenCTI")),
            new(true, TestApp.Of(Canvas, "canvasConfig.options=PersonalEnabled")),
            new(false, TestApp.Of(Canvas, "canvasConfig.locations=Visualforce", "canvasConfig.options=HideShare")),
            new(false, TestApp.Of(Canvas, "canvasConfig.locations=OpenCTI"), 65),
        ],
        ["ECA053"] =
        [
            new(true, TestApp.Of(OAuth).NamedBy("UserProvisioningConfig")),
            new(false, TestApp.InOrg(OAuth).NamedBy("CustomPermission")),
            new(false, TestApp.InOrg(OAuth)),
            new(false, TestApp.Of(OAuth)),
        ],
        ["ECA054"] =
        [
            new(true, TestApp.Of("plugin=LoginHandler"), 60),
            new(false, TestApp.Of("plugin=LoginHandler"), 61),
            new(false, TestApp.Of("plugin="), 60),
        ],
        ["ECA055"] =
        [
            new(true, TestApp.Of("plugin=LoginHandler"), 61),
            new(false, TestApp.Of("plugin=LoginHandler"), 60),
            new(false, TestApp.Of(OAuth)),
        ],
        ["ECA056"] = [new(true, TestApp.Of("mobileAppConfig.version=1.0")), new(false, TestApp.Of(OAuth))],
        ["ECA057"] =
        [
            new(true, TestApp.Of(OAuth)),
            new(true, TestApp.InOrg(OAuth)),
            new(false, TestApp.InOrg(OAuth).Related("OptionsFullContentPushNotifications", "true")),
            new(false, TestApp.Of("label=x")),
        ],
        ["ECA058"] =
        [
            new(true, TestApp.Of("oauthConfig.assetTokenConfig.assetAudiences=x"), 60),
            new(false, TestApp.Of("oauthConfig.assetTokenConfig.assetAudiences=x"), 61),
        ],
        ["ECA059"] =
        [
            new(true, TestApp.Of("oauthConfig.assetTokenConfig.assetAudiences=x"), 61),
            new(false, TestApp.Of(OAuth)),
        ],
        ["ECA060"] =
        [
            new(true, TestApp.Of(Saml), 62),
            new(false, TestApp.Of(Saml), 63),
            new(false, TestApp.Of(OAuth), 62),
        ],
        ["ECA061"] =
        [
            new(true, TestApp.Of(Saml), 63),
            new(false, TestApp.Of(Saml), 62),
            new(false, TestApp.Of(OAuth), 63),
        ],
        ["ECA062"] =
        [
            new(true, TestApp.Of(Saml, "samlConfig.encryptionType=Triple_Des")),
            new(false, TestApp.Of(Saml, "samlConfig.encryptionType=AES_128")),
        ],
        ["ECA063"] =
        [
            new(true, TestApp.InOrg(OAuth).Related("PinLength", "6")),
            new(true, TestApp.InOrg(OAuth).Related("MobileSessionTimeout", "10")),
            new(false, TestApp.InOrg(OAuth).Related("UvidTimeout", "10")),
            new(false, TestApp.InOrg(OAuth)),
            new(false, TestApp.InOrg(OAuth).Without("ConnectedApplication")),
        ],
        ["ECA064"] =
        [
            new(true, TestApp.InOrg(OAuth).Related("OptionsFullContentPushNotifications", "true")),
            new(false, TestApp.InOrg(OAuth)),
            new(false, TestApp.Of(OAuth)),
        ],
        ["ECA065"] =
        [
            new(true, TestApp.Of("label=x")) { Evidence = Types([]) },
            new(true, TestApp.Of(OAuth))
            {
                Evidence = Types(["ExternalClientApplication", "ExtlClntAppOauthSettings"]),
            },
            new(true, TestApp.Of(OAuth))
            {
                Evidence = Types(["ExternalClientApplication", "ExtlClntAppGlobalOauthSettings"]),
            },
            new(true, TestApp.Of(Saml)) { Evidence = Types(["ExternalClientApplication"]) },
            new(true, TestApp.Of(Canvas)) { Evidence = Types(["ExternalClientApplication", "ExtlClntAppCanvasStngs"]) },
            new(false, TestApp.Of(Canvas), 65) { Evidence = Types(["ExternalClientApplication"]) },
            new(false, TestApp.Of(Saml), 62) { Evidence = Types(["ExternalClientApplication"]) },
            new(false, TestApp.Of(OAuth, Saml, Canvas))
            {
                Evidence = Types([
                    "ExternalClientApplication",
                    "ExtlClntAppOauthSettings",
                    "ExtlClntAppGlobalOauthSettings",
                    "ExtlClntAppSamlConfigurablePolicies",
                    "ExtlClntAppCanvasSettings",
                ]),
            },
            new(false, TestApp.Of(OAuth)),
        ],
        ["ECA066"] =
        [
            new(true, TestApp.Of(OAuth).NamedBy("CustomPermission")),
            new(true, TestApp.Of(OAuth).NamedBy("EmbeddedMessagingChannel")),
            new(true, TestApp.Of(OAuth).NamedBy("ConversationChannelDefinition")),
            new(true, TestApp.Of(OAuth).NamedBy("NotificationTypeConfig")),
            new(false, TestApp.InOrg(OAuth).NamedBy("UserProvisioningConfig")),
            new(false, TestApp.InOrg(OAuth).Without("CustomPermission")),
        ],
        ["ECA070"] =
        [
            new(true, TestApp.Of(OAuth)),
            new(true, TestApp.Of(OAuth, "oauthConfig.isAdminApproved=false")),
            new(false, TestApp.Of(OAuth, "oauthConfig.isAdminApproved=true")),
            new(false, TestApp.Of(Saml)),
        ],
        ["ECA071"] =
        [
            new(true, TestApp.Of(Refresh, "oauthPolicy.refreshTokenPolicy=infinite")),
            new(true, TestApp.Of("oauthConfig.scopes=OfflineAccess", "oauthPolicy.refreshTokenPolicy=infinite")),
            new(true, TestApp.Of(Refresh, "oauthPolicy.refreshTokenPolicy=specific_inactivity:31:DAYS")),
            new(true, TestApp.Of(Refresh, "oauthPolicy.refreshTokenPolicy=specific_inactivity:365:DAYS")),
            new(true, TestApp.Of(Refresh, "oauthPolicy.refreshTokenPolicy=specific_inactivity:2:MONTHS")),
            new(true, TestApp.Of(Refresh, "oauthPolicy.refreshTokenPolicy=specific_inactivity:721:HOURS")),
            new(false, TestApp.Of(Refresh, "oauthPolicy.refreshTokenPolicy=specific_inactivity:720:HOURS")),
            new(false, TestApp.Of(Refresh, "oauthPolicy.refreshTokenPolicy=specific_inactivity:30:DAYS")),
            new(false, TestApp.Of(Refresh, "oauthPolicy.refreshTokenPolicy=specific_inactivity:1:MONTHS")),
            new(false, TestApp.Of(Refresh, "oauthPolicy.refreshTokenPolicy=zero")),
            new(false, TestApp.Of("oauthConfig.scopes=Api", "oauthPolicy.refreshTokenPolicy=infinite")),
        ],
        ["ECA072"] = [new(true, TestApp.Of("sessionPolicy.sessionTimeout=15")), new(false, TestApp.Of(OAuth))],
        ["ECA073"] =
        [
            new(true, TestApp.Of(Repeat("ipRanges", "start", 129))),
            new(false, TestApp.Of(Repeat("ipRanges", "start", 128))),
        ],
        ["ECA074"] =
        [
            new(true, TestApp.Of(Repeat("attributes", "key", 129))),
            new(false, TestApp.Of(Repeat("attributes", "key", 128))),
        ],
        ["ECA080"] = [new(true, TestApp.Of(OAuth, "isNewInSpring27=true")), new(false, TestApp.Of(OAuth))],
        ["ECA090"] =
        [
            new(true, TestApp.Of(OAuth)) { Usage = TestUsage.Users(11, "WebServer") },
            new(true, TestApp.InOrg(OAuth) with { Tokens = new(20, 11, 300, FixedTime.Noon, IsComplete: false) }),
            new(false, TestApp.Of(OAuth)) { Usage = TestUsage.Users(10, "WebServer") },
            new(false, TestApp.InOrg(OAuth) with { Tokens = new(20, 10, 300, FixedTime.Noon, IsComplete: true) }),
            new(false, TestApp.Of(Saml)) { Usage = TestUsage.Users(11, "WebServer") },
        ],
        ["ECA091"] =
        [
            new(true, TestApp.InOrg(OAuth)),
            new(true, TestApp.InOrg(OAuth)) { Usage = [TestUsage.Login("a@example.com", "WebServer", app: "Other")] },
            new(false, TestApp.InOrg(OAuth).LoggedIn("WebServer")),
            new(false, TestApp.InOrg(OAuth) with { Tokens = new(1, 1, 0, null, IsComplete: true) }),
            new(false, TestApp.InOrg(OAuth).Without("LoginHistory")),
            new(false, TestApp.InOrg(OAuth) with { Tokens = null }),
            new(false, TestApp.Of(OAuth)) { Usage = [TestUsage.Login("a@example.com", "WebServer", app: "Other")] },
            new(false, TestApp.InOrg(OAuth))
            {
                Usage = [TestUsage.Ambiguous("Billing", "WebServer", "Billing", "Billing2")],
            },
            new(false, TestApp.InOrg(Saml)),
        ],
        ["ECA092"] =
        [
            new(true, TestApp.Of(OAuth))
            {
                Usage = [TestUsage.Login("ann@example.com", "JwtBearer"), TestUsage.Browser("ann@example.com")],
            },
            new(true, TestApp.Of(OAuth))
            {
                Usage =
                [
                    TestUsage.Login("ann@example.com", "UsernamePassword"),
                    TestUsage.Login("ann@example.com", "WebServer", app: "Other"),
                ],
            },
            new(false, TestApp.Of(OAuth))
            {
                Usage = [TestUsage.Login("bot@example.com", "JwtBearer"), TestUsage.Browser("ann@example.com")],
            },
            new(false, TestApp.Of(OAuth))
            {
                Usage = [TestUsage.Login("ann@example.com", "WebServer"), TestUsage.Browser("ann@example.com")],
            },
            new(false, TestApp.InOrg(OAuth).LoggedIn("JwtBearer")),
        ],
        ["ECA093"] =
        [
            new(true, TestApp.Of(OAuth)) { Usage = TestUsage.Users(5, "ClientCredentials") },
            new(false, TestApp.Of(OAuth)) { Usage = TestUsage.Users(4, "ClientCredentials") },
            new(false, TestApp.Of(OAuth)) { Usage = TestUsage.Users(5, "WebServer") },
        ],
        ["ECA094"] =
        [
            new(true, TestApp.Of("oauthConfig.isClientCredentialEnabled=true"))
            {
                Evidence = new() { IntegrationLicensesLeft = 0 },
            },
            new(true, TestApp.Of(Certificate(TestCertificates.Good)))
            {
                Evidence = new() { IntegrationLicensesLeft = 0 },
            },
            new(false, TestApp.Of(Certificate(TestCertificates.Good)))
            {
                Evidence = new() { IntegrationLicensesLeft = 1 },
            },
            new(false, TestApp.Of(Certificate(TestCertificates.Good))),
            new(false, TestApp.Of(OAuth)) { Evidence = new() { IntegrationLicensesLeft = 0 } },
        ],
        ["ECA095"] =
        [
            new(true, TestApp.Of("oauthConfig.isClientCredentialEnabled=true")),
            new(false, TestApp.Of(OAuth)),
        ],
    };
}
