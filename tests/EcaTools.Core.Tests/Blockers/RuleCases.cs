using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Tests.Blockers;

/// <summary>For each rule, apps that it must speak about and apps that it must not.</summary>
internal static class RuleCases
{
    private const string OAuth = "oauthConfig.callbackUrl=https://app.example.com/callback";
    private const string Canvas = "canvasConfig.canvasUrl=https://app.example.com/canvas";
    private const string Saml = "samlConfig.acsUrl=https://sp.example.com/acs";
    private const string Refresh = "oauthConfig.scopes=RefreshToken";
    private const string Success = "oauthConfig.callbackUrl=https://login.salesforce.com/services/oauth2/success";

    /// <summary>The lines of an app that no rule has anything to say about, but for the shared label and what nothing
    /// can decide.</summary>
    public static readonly ImmutableArray<string> Plain =
    [
        "contactEmail=owner@example.com",
        "label=Billing",
        OAuth,
        "oauthConfig.isAdminApproved=true",
        "oauthConfig.scopes=Api",
        "oauthConfig.scopes=RefreshToken",
        "oauthPolicy.refreshTokenPolicy=specific_inactivity:30:DAYS",
    ];

    public static readonly ImmutableDictionary<string, ImmutableArray<RuleCase>> All = new Dictionary<
        string,
        ImmutableArray<RuleCase>
    >(StringComparer.Ordinal)
    {
        ["ECA001"] =
        [
            new(true, TestApp.Named("acme__Portal", "label=Portal")),
            new(true, TestApp.Of("label=Portal") with { NamespacePrefix = "acme" }),
            new(true, TestApp.Unreadable("acme__Portal")),
            new(true, TestApp.Of("label=Portal") with { Origin = ConnectedAppOrigin.Packaged }),
            new(false, TestApp.Named("acme_Portal", "label=Portal")),
        ],
        ["ECA002"] =
        [
            new(true, TestApp.Of("label=Wiki", "startUrl=https://wiki.example.com")),
            new(false, TestApp.Of("label=Wiki", OAuth)),
            new(false, TestApp.Of("label=Wiki", Saml)),
            new(false, TestApp.Of("label=Wiki", Canvas)),
            new(false, TestApp.Of("label=Wiki", "canvas=x")),
        ],
        ["ECA003"] =
        [
            new(true, TestApp.Named("Billing (old)", "label=x")),
            new(true, TestApp.Named("Billing_", "label=x")),
            new(true, TestApp.Named("1Billing", "label=x")),
            new(true, TestApp.Named(new string('a', 81), "label=x")),
            new(true, TestApp.Named("con", "label=x")),
            new(false, TestApp.Named("Console", "label=x")),
            new(false, TestApp.Named(new string('a', 80), "label=x")),
            new(false, TestApp.Named("Billing_2_go", "label=x")),
            new(false, TestApp.Named("acme__Portal", "label=x")),
        ],
        ["ECA004"] = [new(true, TestApp.Of("label=Billing", OAuth)), new(false, TestApp.Of("label=Billing", Saml))],
        ["ECA005"] =
        [
            new(true, TestApp.Of("label=x")),
            new(true, TestApp.Of("label=x", "contactEmail= ")),
            new(false, TestApp.Of("contactEmail=a@example.com")),
        ],
        ["ECA006"] =
        [
            new(true, TestApp.Of("label=Billing")) { Evidence = Labels("Portal", "billing") },
            new(false, TestApp.Of("label=Billing")) { Evidence = Labels("Portal") },
            new(false, TestApp.Of("label=Billing")),
        ],
        ["ECA007"] =
        [
            new(true, TestApp.Unreadable("Portal") with { Origin = ConnectedAppOrigin.Uninstalled }),
            new(false, TestApp.Unreadable("Portal")),
            new(false, TestApp.Of("label=Portal") with { Origin = ConnectedAppOrigin.Packaged }),
        ],
        ["ECA008"] =
        [
            new(true, TestApp.Of("oauthConfig.consumerKey=3MVG9.own")) { Evidence = Twins("3MVG9.own") },
            new(false, TestApp.Of("oauthConfig.consumerKey=3MVG9.own")) { Evidence = Twins("3MVG9.other") },
            new(false, TestApp.Of("oauthConfig.consumerKey=3MVG9.own"))
            {
                Evidence = new() { ExternalClientApps = [], ConsumerKeysOfTwins = [] },
            },
            new(false, TestApp.Of(Saml)) { Evidence = Twins("3MVG9.other") },
            new(false, TestApp.Of("oauthConfig.consumerKey=3MVG9.own")),
        ],
        ["ECA009"] =
        [
            new(true, TestApp.Of("oauthConfig.consumerKey=3MVG9.own")) { Evidence = Twins("3MVG9.other") },
            new(false, TestApp.Of("oauthConfig.consumerKey=3MVG9.own")) { Evidence = Twins("3MVG9.own") },
            new(false, TestApp.Of("oauthConfig.consumerKey=3MVG9.own"))
            {
                Evidence = new() { ExternalClientApps = [], ConsumerKeysOfTwins = [] },
            },
        ],
        ["ECA010"] =
        [
            new(true, TestApp.InOrg(OAuth).LoggedIn("UsernamePassword")),
            new(true, TestApp.Of(OAuth)) { Usage = [TestUsage.Login("a@example.com", "UsernamePassword")] },
            new(true, TestApp.InOrg(OAuth).LoggedIn("UsernamePassword").Without("LoginHistory")),
            new(true, TestApp.InOrg(OAuth).LoggedIn("UsernamePassword")) { Evidence = Blocked("UserAgent") },
            new(false, TestApp.InOrg(OAuth).LoggedIn("UsernamePassword")) { Evidence = Blocked("UsernamePassword") },
            new(false, TestApp.InOrg(OAuth).LoggedIn("JwtBearer")),
            new(false, TestApp.InOrg("label=x").LoggedIn("UsernamePassword")),
            new(false, TestApp.Of(OAuth))
            {
                Usage = [TestUsage.Login("a@example.com", "UsernamePassword", app: "Other")],
            },
        ],
        ["ECA011"] =
        [
            new(true, TestApp.InOrg(OAuth).LoggedIn("UserAgent")),
            new(true, TestApp.InOrg(OAuth).LoggedIn("UserAgent")) { AsOf = new(2027, 2, 20, 0, 0, 0, TimeSpan.Zero) },
            new(false, TestApp.InOrg(OAuth).LoggedIn("UserAgent")) { Evidence = Blocked("UserAgent") },
            new(false, TestApp.InOrg(OAuth).LoggedIn("WebServer")),
        ],
        ["ECA012"] =
        [
            new(true, TestApp.Of("oauthConfig.callbackUrl=myapp://done")),
            new(true, TestApp.Of("oauthConfig.callbackUrl=https://app.example.com/cb\nmyapp://done")),
            new(true, TestApp.Of(Success)),
            new(false, TestApp.Of(OAuth)),
            new(false, TestApp.Of("label=x")),
        ],
        ["ECA013"] =
        [
            new(true, TestApp.Of(Success)),
            new(true, TestApp.Of(OAuth, "oauthConfig.isDeviceFlowEnabled=true"), 68),
            new(
                false,
                TestApp.Of(
                    "oauthConfig.callbackUrl=http://localhost:1717/done",
                    "oauthConfig.isDeviceFlowEnabled=true"
                ),
                68
            ),
            new(
                true,
                TestApp.Of(
                    "oauthConfig.callbackUrl=http://localhost.example.com/done",
                    "oauthConfig.isDeviceFlowEnabled=true"
                ),
                68
            ),
            new(
                true,
                TestApp.Of(
                    "oauthConfig.callbackUrl=http://localhost/a\nhttps://app.example.com/b",
                    "oauthConfig.isDeviceFlowEnabled=true"
                ),
                68
            ),
            new(true, TestApp.InOrg(OAuth).LoggedIn("Device")),
            new(false, TestApp.InOrg("oauthConfig.callbackUrl=http://localhost:1717/done").LoggedIn("Device")),
            new(false, TestApp.Of(Success, "oauthConfig.isDeviceFlowEnabled=false"), 68),
            new(false, TestApp.InOrg(OAuth)),
        ],
        ["ECA014"] =
        [
            new(true, TestApp.Of(OAuth, "oauthConfig.isClientCredentialEnabled=true")),
            new(
                true,
                TestApp.Of(
                    OAuth,
                    "oauthConfig.isClientCredentialEnabled=true",
                    "oauthConfig.oauthClientCredentialUser="
                )
            ),
            new(
                false,
                TestApp.Of(
                    OAuth,
                    "oauthConfig.isClientCredentialEnabled=true",
                    "oauthConfig.oauthClientCredentialUser=run@example.com"
                )
            ),
            new(false, TestApp.Of(OAuth, "oauthConfig.isClientCredentialEnabled=false")),
        ],
        ["ECA015"] =
        [
            new(true, TestApp.Of(Certificate(TestCertificates.Good), "oauthConfig.scopes=Api")),
            new(true, TestApp.Of(Certificate(TestCertificates.Good))),
            new(false, TestApp.Of(Certificate(TestCertificates.Good), "oauthConfig.scopes=OfflineAccess")),
            new(false, TestApp.Of(OAuth, "oauthConfig.scopes=Api")),
        ],
        ["ECA016"] =
        [
            new(true, TestApp.Of(Certificate(TestCertificates.Good))),
            new(true, TestApp.Of(Certificate(TestCertificates.Good), "oauthConfig.isAdminApproved=false")),
            new(false, TestApp.Of(Certificate(TestCertificates.Good), "oauthConfig.isAdminApproved=true")),
            new(false, TestApp.Of(OAuth)),
        ],
        ["ECA017"] =
        [
            new(true, TestApp.Of("oauthConfig.isTokenExchangeEnabled=true")),
            new(true, TestApp.Of(OAuth, "oauthPolicy.isTokenExchangeFlowEnabled=true")),
            new(false, TestApp.Of("oauthConfig.isTokenExchangeEnabled=false")),
        ],
        ["ECA018"] = [new(true, TestApp.Of(OAuth)), new(false, TestApp.Of("label=x"))],
        ["ECA019"] =
        [
            new(true, TestApp.Of(Certificate(TestCertificates.Good)), 59),
            new(true, TestApp.Of("oauthConfig.isClientCredentialEnabled=true"), 59),
            new(true, TestApp.Of("oauthConfig.isTokenExchangeEnabled=true"), 59),
            new(false, TestApp.Of("oauthConfig.isTokenExchangeEnabled=true"), 60),
            new(false, TestApp.Of(OAuth), 59),
        ],
        ["ECA020"] =
        [
            new(true, TestApp.Of("oauthConfig.isCodeCredentialEnabled=true"), 60),
            new(false, TestApp.Of("oauthConfig.isCodeCredentialEnabled=true"), 61),
            new(false, TestApp.Of("oauthConfig.isCodeCredentialEnabled=false"), 60),
        ],
        ["ECA021"] =
        [
            new(true, TestApp.Of("oauthConfig.scopes=UserRegistration")),
            new(false, TestApp.Of("oauthConfig.scopes=Api")),
        ],
        ["ECA022"] =
        [
            new(true, TestApp.Of("oauthConfig.isPKImTLSEnabled=true"), 68),
            new(true, TestApp.Of("oauthConfig.isIpBindingEnabled=true"), 68),
            new(false, TestApp.Of("oauthConfig.isIpBindingEnabled=true"), 67),
            new(false, TestApp.Of("oauthConfig.isIpBindingEnabled=false"), 68),
        ],
        ["ECA023"] =
        [
            new(true, TestApp.Of(Certificate(TestCertificates.Good))) { Evidence = new() { IsDevHub = true } },
            new(false, TestApp.Of(Certificate(TestCertificates.Good))) { Evidence = new() { IsDevHub = false } },
            new(false, TestApp.Of(Certificate(TestCertificates.Good))),
            new(false, TestApp.Of(OAuth)) { Evidence = new() { IsDevHub = true } },
        ],
        ["ECA030"] =
        [
            new(true, TestApp.Of("oauthConfig.scopes=Api", "oauthConfig.scopes=Full")),
            new(false, TestApp.Of("oauthConfig.scopes=Api")),
        ],
        ["ECA031"] =
        [
            new(true, TestApp.Of("oauthConfig.isClientCredentialEnabled=true", "oauthConfig.scopes=Web")),
            new(true, TestApp.Of(Certificate(TestCertificates.Good), "oauthConfig.scopes=Lightning")),
            new(true, TestApp.Of(Eleven)),
            new(false, TestApp.Of(Eleven.Skip(1))),
            new(false, TestApp.Of(OAuth, "oauthConfig.scopes=Web")),
        ],
        ["ECA032"] =
        [
            new(true, TestApp.Of("oauthConfig.scopes=Api", "oauthConfig.scopes=streaming_api")),
            new(true, TestApp.Of("oauthConfig.scopes=DataCloudUserClaims"), 66),
            new(false, TestApp.Of("oauthConfig.scopes=DataCloudUserClaims"), 67),
            new(true, TestApp.Of("oauthConfig.scopes=A2A"), 67),
            new(false, TestApp.Of("oauthConfig.scopes=A2A"), 68),
            new(false, TestApp.Of("oauthConfig.scopes=SFAP")),
        ],
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
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private static IEnumerable<string> Eleven =>
        "Api Basic Chatter Content CustomApplications Eclair Lightning OpenID Pardot RefreshToken Wave"
            .Split(' ')
            .Select(scope => $"oauthConfig.scopes={scope}");

    private static OrgEvidence Labels(params string[] labels) =>
        new() { SharedLabels = labels.ToImmutableHashSet(StringComparer.OrdinalIgnoreCase) };

    private static OrgEvidence Twins(string key)
    {
        string name = TestApp.Of("label=x").Name;
        return new()
        {
            ExternalClientApps = [name],
            ConsumerKeysOfTwins = ImmutableDictionary<string, string>.Empty.Add(name, key),
        };
    }

    private static OrgEvidence Blocked(params string[] flows) =>
        new() { BlockedFlows = [.. flows.Select(Enum.Parse<OAuthFlow>)] };

    private static OrgEvidence Types(string[] types) => new() { MetadataTypes = [.. types] };

    private static string Certificate(string text) => $"oauthConfig.certificate={text}";

    private static IEnumerable<string> Repeat(string group, string element, int count) =>
        Enumerable
            .Range(0, count)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{group}[{i}].{element}=value{i}"));
}
