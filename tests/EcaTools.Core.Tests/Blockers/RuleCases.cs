using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Blockers.Rules;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Tests.Blockers;

/// <summary>For each rule, apps that it must speak about and apps that it must not.</summary>
internal static class RuleCases
{
    internal const string OAuth = "oauthConfig.callbackUrl=https://app.example.com/callback";
    internal const string Canvas = "canvasConfig.canvasUrl=https://app.example.com/canvas";
    internal const string Saml = "samlConfig.acsUrl=https://sp.example.com/acs";
    internal const string Refresh = "oauthConfig.scopes=RefreshToken";
    internal const string Success = "oauthConfig.callbackUrl=https://login.salesforce.com/services/oauth2/success";

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

    private static readonly Dictionary<string, ImmutableArray<RuleCase>> s_toEca039 = new(StringComparer.Ordinal)
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
    };

    public static ImmutableDictionary<string, ImmutableArray<RuleCase>> All { get; } =
        s_toEca039.Concat(RuleCasesFromEca040.All).ToImmutableDictionary(StringComparer.Ordinal);

    internal static IEnumerable<string> Eleven =>
        "Api Basic Chatter Content CustomApplications Eclair Lightning OpenID Pardot RefreshToken Wave"
            .Split(' ')
            .Select(scope => $"oauthConfig.scopes={scope}");

    internal static OrgEvidence Labels(params string[] labels) =>
        new() { SharedLabels = labels.ToImmutableHashSet(StringComparer.OrdinalIgnoreCase) };

    internal static OrgEvidence Twins(string key)
    {
        string name = TestApp.Of("label=x").Name;
        return new()
        {
            ExternalClientApps = [name],
            ConsumerKeysOfTwins = ImmutableDictionary<string, string>.Empty.Add(name, key),
        };
    }

    internal static OrgEvidence Blocked(params string[] flows) =>
        new() { BlockedFlows = [.. flows.Select(Enum.Parse<OAuthFlow>)] };

    internal static OrgEvidence Types(string[] types) => new() { MetadataTypes = [.. types] };

    internal static string Certificate(string text) => $"oauthConfig.certificate={text}";

    internal static IEnumerable<string> Repeat(string group, string element, int count) =>
        Enumerable
            .Range(0, count)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{group}[{i}].{element}=value{i}"));
}
