using EcaTools.Core.Linting;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Tests.Linting;

/// <summary>A project on disk with one app that no rule has anything against, to spoil in one place.</summary>
internal sealed class LintFolder : IDisposable
{
    public const string App = "force-app/externalClientApps/Portal.eca-meta.xml";
    public const string Settings = "force-app/extlClntAppOauthSettings/Portal_oauth.ecaOauth-meta.xml";
    public const string Global = "force-app/extlClntAppGlobalOauthSets/Portal_glbloauth.ecaGlblOauth-meta.xml";
    public const string OauthPolicies =
        "force-app/extlClntAppOauthPolicies/Portal_oauth_defaultPolicy.ecaOauthPlcy-meta.xml";
    public const string Policies = "force-app/extlClntAppPolicies/Portal_defaultPolicy.ecaPlcy-meta.xml";
    public const string Ignore = ".forceignore";
    public const string Project = "sfdx-project.json";

    public LintFolder()
    {
        Write(Project, """{ "packageDirectories": [{ "path": "force-app" }], "sourceApiVersion": "66.0" }""");
        Write(Ignore, "**/node_modules/**\n");
        Write(
            App,
            Xml(
                "ExternalClientApplication",
                "<contactEmail>a@example.com</contactEmail>",
                "<distributionState>Local</distributionState>",
                "<label>The portal</label>"
            )
        );
        Write(
            Settings,
            Xml(
                "ExtlClntAppOauthSettings",
                "<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>",
                "<externalClientApplication>Portal</externalClientApplication>"
            )
        );
        Write(
            Global,
            Xml(
                "ExtlClntAppGlobalOauthSettings",
                "<callbackUrl>https://portal.example.com/callback",
                "http://localhost:1717/callback</callbackUrl>",
                "<certificate>MIIB</certificate>",
                "<externalClientApplication>Portal</externalClientApplication>",
                "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>",
                "<isPkceRequired>true</isPkceRequired>"
            )
        );
        Write(
            OauthPolicies,
            Xml(
                "ExtlClntAppOauthConfigurablePolicies",
                "<clientCredentialsFlowUser>runner@example.com</clientCredentialsFlowUser>",
                "<commaSeparatedPermissionSet>Portal_Access</commaSeparatedPermissionSet>",
                "<externalClientApplication>Portal</externalClientApplication>",
                "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>",
                "<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>",
                "<refreshTokenPolicyType>SpecificInactivity</refreshTokenPolicyType>",
                "<refreshTokenValidityUnit>Days</refreshTokenValidityUnit>"
            )
        );
        Write(
            Policies,
            Xml(
                "ExtlClntAppConfigurablePolicies",
                "<externalClientApplication>Portal</externalClientApplication>",
                "<isEnabled>true</isEnabled>",
                "<isOauthPluginEnabled>true</isOauthPluginEnabled>"
            )
        );
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("ecatools-lint").FullName;

    /// <summary>A file whose first element stands on line 3.</summary>
    public static string Xml(string type, params string[] lines) =>
        $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{type} "
        + $"xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n{string.Join('\n', lines)}\n</{type}>\n";

    public string PathOf(string file) => Path.Combine(Root, file.Replace('/', Path.DirectorySeparatorChar));

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    public void Replace(string file, string old, string with)
    {
        string text = File.ReadAllText(PathOf(file));
        Assert(text.Contains(old, StringComparison.Ordinal), $"{file} has no {old}");
        File.WriteAllText(PathOf(file), text.Replace(old, with, StringComparison.Ordinal));
    }

    public void Delete(string file) => File.Delete(PathOf(file));

    /// <summary>The findings as "id file:line element".</summary>
    public string[] Findings(int? version = null, params string[] files) =>
        [
            .. Lint(version, files)
                .Select(finding =>
                    $"{finding.RuleId} {Path.GetRelativePath(Root, finding.Path).Replace('\\', '/')}:{finding.Line ?? 0} {finding.Element}".TrimEnd()
                ),
        ];

    public LintFinding[] Lint(int? version = null, params string[] files) =>
        [
            .. new EcaLinter(version is { } major ? new ApiVersion(major) : null).Lint(
                files.Length == 0 ? [Root] : files.Select(PathOf)
            ),
        ];

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static void Assert(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
