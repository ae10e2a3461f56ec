using static EcaTools.Core.Tests.Linting.LintFolder;

namespace EcaTools.Core.Tests.Linting;

/// <summary>For each rule, ways to spoil the clean project and all that the linter must then say, with the exact
/// lines.</summary>
internal static class LintCases
{
    public static readonly (string Name, Action<LintFolder> Spoil, string[] Expected)[] All =
    [
        ("garbage", f => f.Write(Policies, "\n\n<ExtlClnt"), [$"ECL001 {Policies}:3"]),
        ("empty file", f => f.Write(Policies, ""), [$"ECL001 {Policies}:0"]),
        (
            "DTD",
            f =>
                f.Write(
                    Policies,
                    "<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>\n<x>&e;</x>"
                ),
            [$"ECL001 {Policies}:2"]
        ),
        ("another type", f => f.Write(Policies, Xml("ExternalClientApplication")), [$"ECL001 {Policies}:0"]),
        ("broken project", f => f.Write(Project, "{"), [$"ECL001 {Project}:0"]),
        (
            "invented suffix",
            f => f.Write("force-app/x/Portal.ecaPolicy-meta.xml", "?"),
            ["ECL002 force-app/x/Portal.ecaPolicy-meta.xml:0"]
        ),
        (
            "suffix in another case",
            f => f.Write("force-app/x/Portal.ecaoauth-meta.xml", "?"),
            ["ECL002 force-app/x/Portal.ecaoauth-meta.xml:0"]
        ),
        (
            "type of a later version",
            f =>
                f.Write(
                    "force-app/a/Portal_sec.ecaOauthSecurity-meta.xml",
                    Xml(
                        "ExtlClntAppOauthSecuritySettings",
                        "<externalClientApplication>Portal</externalClientApplication>"
                    )
                ),
            ["ECL003 force-app/a/Portal_sec.ecaOauthSecurity-meta.xml:0"]
        ),
        (
            "unknown element",
            f => f.Replace(Policies, "<isEnabled>", "<isAwake>true</isAwake>\n<isEnabled>"),
            [$"ECL004 {Policies}:4 isAwake"]
        ),
        (
            "unknown attribute",
            f => f.Replace(Policies, "<isEnabled>", "<isEnabled since=\"now\">"),
            [$"ECL004 {Policies}:4 isEnabled@since"]
        ),
        (
            "invented element",
            f => f.Replace(Settings, "<externalClient", "<scopes>Api</scopes>\n<externalClient"),
            [$"ECL005 {Settings}:4 scopes"]
        ),
        (
            "IP relaxation in the wrong policies",
            f => f.Replace(Policies, "<isEnabled>", "<ipRelaxation>ENFORCE</ipRelaxation>\n<isEnabled>"),
            [$"ECL005 {Policies}:4 ipRelaxation"]
        ),
        (
            "element that ended with 63.0",
            f =>
                f.Replace(
                    OauthPolicies,
                    "<permitted",
                    "<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>\n<permitted"
                ),
            [$"ECL006 {OauthPolicies}:7 isNamedUserJwtEnabled"]
        ),
        (
            "element of a later version",
            f => f.Replace(Global, "<isPkce", "<isDPopEnabled>true</isDPopEnabled>\n<isPkce"),
            [$"ECL006 {Global}:8 isDPopEnabled"]
        ),
        (
            "required element missing",
            f => f.Replace(Policies, "<isEnabled>true</isEnabled>\n", ""),
            [$"ECL007 {Policies}:0 isEnabled"]
        ),
        (
            "required element blank",
            f => f.Replace(Policies, "<isEnabled>true</isEnabled>", "<isEnabled/>"),
            [$"ECL007 {Policies}:4 isEnabled"]
        ),
        (
            "required element of a group missing",
            f =>
                f.Replace(
                    Settings,
                    "<externalClient",
                    "<trustedIpRanges>\n<startIpAddress>10.0.0.1</startIpAddress>\n</trustedIpRanges>\n<externalClient"
                ),
            [$"ECL007 {Settings}:4 trustedIpRanges.endIpAddress"]
        ),
        (
            "no boolean",
            f => f.Replace(Policies, "<isEnabled>true", "<isEnabled>yes"),
            [$"ECL008 {Policies}:4 isEnabled"]
        ),
        (
            "no number",
            f =>
                f.Replace(
                    OauthPolicies,
                    "<refreshTokenValidityUnit>Days",
                    "<refreshTokenValidityPeriod>ten</refreshTokenValidityPeriod>\n<refreshTokenValidityUnit>Days"
                ),
            [$"ECL008 {OauthPolicies}:9 refreshTokenValidityPeriod"]
        ),
        ("outside the enum", f => f.Replace(App, "Local", "LocalAndGlobal"), [$"ECL008 {App}:4 distributionState"]),
        (
            "enum in another case",
            f => f.Replace(OauthPolicies, "SpecificInactivity", "specificinactivity"),
            [$"ECL008 {OauthPolicies}:8 refreshTokenPolicyType"]
        ),
        (
            "text for a group",
            f => f.Replace(Settings, "<externalClient", "<trustedIpRanges>10.0.0.1</trustedIpRanges>\n<externalClient"),
            [$"ECL008 {Settings}:4 trustedIpRanges"]
        ),
        ("a group for text", f => f.Replace(App, "The portal", "<b>x</b>"), [$"ECL008 {App}:5 label"]),
        (
            "outside the documented values",
            f => f.Replace(OauthPolicies, "Days", "Fortnights"),
            [$"ECL009 {OauthPolicies}:9 refreshTokenValidityUnit"]
        ),
        ("twice", f => f.Replace(App, "<label>", "<label>One</label>\n<label>"), [$"ECL010 {App}:6 label"]),
        (
            "129 ranges",
            f =>
                f.Replace(
                    Settings,
                    "<externalClient",
                    string.Concat(
                        Enumerable.Repeat(
                            "<trustedIpRanges><startIpAddress>10.0.0.1</startIpAddress><endIpAddress>10.0.0.2</endIpAddress></trustedIpRanges>\n",
                            129
                        )
                    ) + "<externalClient"
                ),
            [$"ECL011 {Settings}:132 trustedIpRanges"]
        ),
        (
            "unknown scope",
            f => f.Replace(Settings, "Api,", "streaming_api,"),
            [$"ECL012 {Settings}:3 commaSeparatedOauthScopes"]
        ),
        (
            "scope of a later version",
            f => f.Replace(Settings, "Api,", "A2A,"),
            [$"ECL012 {Settings}:3 commaSeparatedOauthScopes"]
        ),
        ("nothing there", f => Directory.Delete(f.PathOf("force-app"), recursive: true), ["ECL013 .:0"]),
        (
            "app missing",
            f => f.Replace(Policies, ">Portal<", ">portal<"),
            [$"ECL020 {Policies}:3 externalClientApplication", $"ECL026 {Policies}:0"]
        ),
        (
            "app without settings",
            f => f.Write("force-app/a/Lonely.eca-meta.xml", Xml("ExternalClientApplication", "<label>L</label>")),
            ["ECL021 force-app/a/Lonely.eca-meta.xml:0"]
        ),
        ("global without settings", f => f.Delete(Settings), [$"ECL022 {Global}:6 externalClientApplication"]),
        ("settings without global", f => f.Delete(Global), [$"ECL023 {Settings}:0"]),
        (
            "second record",
            f => f.Write("force-app/b/Portal_plcy.ecaPlcy-meta.xml", File.ReadAllText(f.PathOf(Policies))),
            [$"ECL024 {Policies}:3 externalClientApplication"]
        ),
        (
            "name",
            f => Rename(f, Policies, "force-app/extlClntAppPolicies/Portal-x.ecaPlcy-meta.xml"),
            [
                "ECL025 force-app/extlClntAppPolicies/Portal-x.ecaPlcy-meta.xml:0",
                "ECL026 force-app/extlClntAppPolicies/Portal-x.ecaPlcy-meta.xml:0",
            ]
        ),
        (
            "OAuth policy name",
            f => Rename(f, OauthPolicies, "force-app/p/Portal_policies.ecaOauthPlcy-meta.xml"),
            ["ECL026 force-app/p/Portal_policies.ecaOauthPlcy-meta.xml:0"]
        ),
        (
            "OAuth plugin off",
            f => f.Replace(Policies, "<isOauthPluginEnabled>true", "<isOauthPluginEnabled>false"),
            [$"ECL027 {Policies}:5 isOauthPluginEnabled"]
        ),
        (
            "OAuth plugin not said",
            f => f.Replace(Policies, "<isOauthPluginEnabled>true</isOauthPluginEnabled>\n", ""),
            []
        ),
        (
            "SAML without its plugin",
            f =>
                f.Write(
                    "force-app/s/Portal_samlPlcy.ecaSamlPlcy-meta.xml",
                    Xml(
                        "ExtlClntAppSamlConfigurablePolicies",
                        "<acsUrl>https://a</acsUrl>",
                        "<entityUrl>https://a</entityUrl>",
                        "<externalClientApplication>Portal</externalClientApplication>"
                    )
                ),
            [$"ECL027 {Policies}:0 isSamlPluginEnabled"]
        ),
        (
            "mobile without its plugin",
            f =>
                f.Write(
                    "force-app/m/Portal_mobile.ecaMobile-meta.xml",
                    Xml(
                        "ExtlClntAppMobileSettings",
                        "<externalClientApplication>Portal</externalClientApplication>",
                        "<isScreenLockEnabled>true</isScreenLockEnabled>"
                    )
                ),
            [$"ECL027 {Policies}:0 isMobilePluginEnabled"]
        ),
        (
            "consumer key",
            f => f.Replace(Global, "<externalClient", "<consumerKey>3MVG9.key</consumerKey>\n<externalClient"),
            [$"ECL035 {Global}:6 consumerKey"]
        ),
        (
            "consumer secret",
            f =>
                f.Replace(
                    Global,
                    "<externalClient",
                    "<consumerSecret>hunter2hunter2</consumerSecret>\n<externalClient"
                ),
            [$"ECL030 {Global}:6 consumerSecret"]
        ),
        (
            "private key for a certificate",
            f => f.Replace(Global, "MIIB", "-----BEGIN PRIVATE KEY-----hunter2hunter2"),
            [$"ECL030 {Global}:5 certificate"]
        ),
        (
            "OAuth link",
            f =>
                f.Replace(
                    Settings,
                    "<externalClient",
                    "<oauthLink>00Dx00000000000:888x00000000000</oauthLink>\n<externalClient"
                ),
            [$"ECL031 {Settings}:4 oauthLink"]
        ),
        (
            "org scoped",
            f =>
                f.Replace(
                    App,
                    "<label>",
                    "<orgScopedExternalApp>00Dx00000000000:Portal</orgScopedExternalApp>\n<label>"
                ),
            [$"ECL032 {App}:5 orgScopedExternalApp"]
        ),
        ("distribution state", f => f.Replace(App, "Local", "Managed"), [$"ECL033 {App}:4 distributionState"]),
        (
            "rotation",
            f => f.Replace(Global, "<isPkce", "<shouldRotateConsumerSecret>true</shouldRotateConsumerSecret>\n<isPkce"),
            [$"ECL034 {Global}:8 shouldRotateConsumerSecret"]
        ),
        ("no ignore file", f => f.Delete(Ignore), []),
        (
            "global settings ignored",
            f => f.Write(Ignore, "\n**/extlClntAppGlobalOauthSets/**\n"),
            [$"ECL041 {Ignore}:2"]
        ),
        (
            "ignored and included again",
            f => f.Write(Ignore, "**/extlClntAppGlobalOauthSets/**\n!**/*.ecaGlblOauth-meta.xml\n"),
            []
        ),
        (
            "in a package",
            f =>
            {
                f.Delete(Ignore);
                InPackage(f);
            },
            [
                $"ECL044 {App}:4 distributionState",
                $"ECL042 {Global}:0",
                $"ECL043 {OauthPolicies}:0",
                $"ECL043 {Policies}:0",
            ]
        ),
        (
            "a packaged app in a package",
            f =>
            {
                InPackage(f);
                f.Write(Ignore, "**/extlClntAppGlobalOauthSets/**\n");
                f.Replace(App, "Local", "Packaged");
                f.Delete(OauthPolicies);
                f.Delete(Policies);
                f.Replace(Global, "<certificate>MIIB</certificate>\n", "");
                f.Replace(Global, "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\n", "");
            },
            [$"ECL041 {Ignore}:1"]
        ),
        ("policies ignored", f => f.Write(Ignore, "# x\nforce-app/**/*Plcy-meta.xml\n"), [$"ECL045 {Ignore}:2"]),
        (
            "a folder ignored, let in too late",
            f => f.Write(Ignore, "extlClntAppGlobalOauthSets\nextlClntAppPolicies/\n!*.ecaPlcy-meta.xml\n"),
            [$"ECL041 {Ignore}:1", $"ECL045 {Ignore}:2"]
        ),
        (
            "ignored at the top only",
            f => f.Write(Ignore, "# x\nextlClntAppGlobalOauthSets/*\n"),
            [$"ECL046 {Ignore}:2"]
        ),
        ("ignored in metadata format only", f => f.Write(Ignore, "*.ecaGlblOauth\r\n"), [$"ECL046 {Ignore}:1"]),
        ("ignored in another case", f => f.Write(Ignore, "**/EXTLCLNTAPPGLOBALOAUTHSETS\n"), [$"ECL041 {Ignore}:1"]),
        ("full", f => f.Replace(Settings, "Api,", "Full,"), [$"ECL050 {Settings}:3 commaSeparatedOauthScopes"]),
        (
            "JWT without refresh token",
            f => f.Replace(Settings, ", RefreshToken", ""),
            [$"ECL051 {Settings}:3 commaSeparatedOauthScopes"]
        ),
        (
            "JWT of anybody",
            f => f.Replace(OauthPolicies, "AdminApprovedPreAuthorized", "AllSelfAuthorized"),
            [$"ECL054 {OauthPolicies}:7 permittedUsersPolicyType", $"ECL052 {Global}:5 certificate"]
        ),
        (
            "no permitted users",
            f =>
                f.Replace(
                    OauthPolicies,
                    "<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>\n",
                    ""
                ),
            [$"ECL054 {OauthPolicies}:0 permittedUsersPolicyType", $"ECL052 {Global}:5 certificate"]
        ),
        (
            "PKCE",
            f => f.Replace(Global, "<isPkceRequired>true", "<isPkceRequired>false"),
            [$"ECL053 {Global}:8 isPkceRequired"]
        ),
        (
            "infinite",
            f => f.Replace(OauthPolicies, "SpecificInactivity", "Infinite"),
            [$"ECL055 {OauthPolicies}:8 refreshTokenPolicyType"]
        ),
        (
            "client credentials in the global settings only",
            f =>
                f.Replace(
                    OauthPolicies,
                    "<isClientCredentialsFlowEnabled>true",
                    "<isClientCredentialsFlowEnabled>false"
                ),
            [$"ECL056 {Global}:7 isClientCredentialsFlowEnabled"]
        ),
        (
            "client credentials in the policies only",
            f => f.Replace(Global, "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\n", ""),
            [$"ECL056 {OauthPolicies}:6 isClientCredentialsFlowEnabled"]
        ),
        (
            "client credentials without user",
            f => f.Replace(OauthPolicies, "runner@example.com", " "),
            [$"ECL057 {OauthPolicies}:6 isClientCredentialsFlowEnabled"]
        ),
        ("wildcard", f => f.Replace(Global, "localhost:1717", "localhost:*"), [$"ECL058 {Global}:4 callbackUrl"]),
        ("http", f => f.Replace(Global, "localhost:1717", "localhost.example.com"), [$"ECL059 {Global}:4 callbackUrl"]),
        (
            "permission set by id",
            f => f.Replace(OauthPolicies, "Portal_Access", "Portal_Access,0PSx00000000001AAA"),
            [$"ECL060 {OauthPolicies}:4 commaSeparatedPermissionSet"]
        ),
        (
            "logins from anywhere",
            f =>
                f.Replace(
                    OauthPolicies,
                    "<isClient",
                    "<ipRelaxationPolicyType>Bypass</ipRelaxationPolicyType>\n<isClient"
                ),
            [$"ECL061 {OauthPolicies}:6 ipRelaxationPolicyType"]
        ),
        (
            "public client",
            f => f.Replace(Global, "<isPkce", "<isConsumerSecretOptional>true</isConsumerSecretOptional>\n<isPkce"),
            [$"ECL062 {Global}:8 isConsumerSecretOptional"]
        ),
        (
            "public client with rotation",
            f =>
                f.Replace(
                    Global,
                    "<isPkce",
                    "<isConsumerSecretOptional>true</isConsumerSecretOptional>\n<isRefreshTokenRotationEnabled>true</isRefreshTokenRotationEnabled>\n<isPkce"
                ),
            []
        ),
        (
            "introspection",
            f => f.Replace(Global, "<isPkce", "<isIntrospectAllTokens>true</isIntrospectAllTokens>\n<isPkce"),
            [$"ECL063 {Global}:8 isIntrospectAllTokens"]
        ),
        (
            "user by id",
            f => f.Replace(OauthPolicies, "runner@example.com", "005x00000000001AAA"),
            [$"ECL064 {OauthPolicies}:3 clientCredentialsFlowUser"]
        ),
        (
            "nobody",
            f =>
                f.Replace(
                    OauthPolicies,
                    "<commaSeparatedPermissionSet>Portal_Access</commaSeparatedPermissionSet>\n",
                    ""
                ),
            [$"ECL065 {OauthPolicies}:6 permittedUsersPolicyType"]
        ),
        (
            "device flow",
            f =>
            {
                f.Replace(Global, "http://localhost:1717/callback", "https://example.com/b");
                f.Replace(Global, "<isPkce", "<isDeviceFlowEnabled>true</isDeviceFlowEnabled>\n<isPkce");
            },
            [$"ECL066 {Global}:8 isDeviceFlowEnabled"]
        ),
        (
            "number out of range",
            f =>
                f.Replace(
                    Global,
                    "<isClient",
                    "<idTokenConfig>\n<idTokenValidityInMinutes>721</idTokenValidityInMinutes>\n</idTokenConfig>\n<isClient"
                ),
            [$"ECL067 {Global}:8 idTokenConfig.idTokenValidityInMinutes"]
        ),
        (
            "device flow on localhost",
            f => f.Replace(Global, "<isPkce", "<isDeviceFlowEnabled>true</isDeviceFlowEnabled>\n<isPkce"),
            []
        ),
    ];

    private static void InPackage(LintFolder folder) =>
        folder.Replace(Project, "\"path\": \"force-app\"", "\"path\": \"./force-app/\", \"package\": \"P\"");

    private static void Rename(LintFolder folder, string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.PathOf(to))!);
        File.Move(folder.PathOf(from), folder.PathOf(to));
    }
}
