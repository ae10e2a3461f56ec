using System.Collections.Immutable;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Profiles;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Mcp;

/// <summary>Checks the settings and policies of an app against what an MCP client needs.</summary>
/// <param name="app">The app.</param>
/// <param name="client">The client.</param>
/// <param name="requirements">The requirements.</param>
internal sealed class McpAppChecks(McpApp app, McpProfile client, McpRequirementSet requirements)
{
    private const string Manager = "Setup > External Client App Manager";

    private static readonly ImmutableArray<string> s_broadScopes = ["Full", "Web", "Api"];

    /// <summary>Checks the app.</summary>
    public IEnumerable<McpFinding> Check()
    {
        if (app.IsConnectedApp)
        {
            return
            [
                Failed(
                    "AppKind",
                    "It is a Connected App. Hosted MCP servers don't support Connected Apps.",
                    $"Convert it: Get-ConnectedApp {app.Name} | New-EcaMetadata -For {client.Name}."
                ),
            ];
        }

        return
        [
            Passed("AppKind", "It is an External Client App."),
            .. With(EcaType.GlobalOauthSettings, "Settings", Settings),
            .. With(EcaType.OauthSettings, "Scopes", Scopes),
            .. With(EcaType.OauthPolicies, "PermittedUsers", Policies),
            .. With(EcaType.Policies, "Enabled", Enabled),
        ];
    }

    private IEnumerable<McpFinding> With(
        string type,
        string check,
        Func<MetadataRecord, IEnumerable<McpFinding>> findings
    ) =>
        app.Records.TryGetValue(type, out MetadataRecord? record)
            ? findings(record)
            :
            [
                type == EcaType.GlobalOauthSettings || type == EcaType.OauthSettings
                    ? Failed(check, $"The app has no {type}.", $"Enable OAuth in {Manager} > the app > Settings.")
                    : new McpFinding(
                        check,
                        McpCheckStatus.Skipped,
                        $"The app's {type} was not found, so it could not be checked."
                    ),
            ];

    private IEnumerable<McpFinding> Settings(MetadataRecord global)
    {
        foreach ((TargetElement to, string wanted) in McpProfile.Settings)
        {
            if (client.IsConfidential && McpProfile.PublicClientSettings.Contains(to))
            {
                continue;
            }

            // An element that is left out is false.
            string held = global[to.Path] ?? "false";
            yield return held == wanted
                ? Passed(to.Path, $"{to.Path} is {wanted}.")
                : Failed(
                    to.Path,
                    $"{to.Path} is {held}, and {client.Name} needs {wanted}.{Symptom(to.Path)}",
                    $"Set it in {Manager} > the app > Settings > OAuth Settings, or write the metadata with New-EcaMetadata -For {client.Name}."
                );
        }

        foreach (McpFinding finding in Callbacks(global))
        {
            yield return finding;
        }

        if (global["isClientCredentialsFlowEnabled"] is "true")
        {
            yield return Warning(
                "Flow",
                "The client credentials flow is on. Hosted MCP servers take tokens of a user who logged in with the authorization code flow alone.",
                "Give the MCP client an app of its own."
            );
        }
        else if (global["isCodeCredFlowEnabled"] is "true")
        {
            yield return Warning(
                "Flow",
                "'Authorization Code and Credentials Flow' is on. It is the flow of headless login pages, and MCP clients don't use it.",
                $"Switch it off in {Manager} > the app > Settings, if nothing else needs it."
            );
        }
        else
        {
            yield return Passed("Flow", "The authorization code flow is open; no other flow is.");
        }
    }

    private static string Symptom(string element) =>
        element == "isNamedUserJwtEnabled"
            ? " Its tokens are opaque: the server refuses them with INVALID_JWT_FORMAT or INVALID_AUTH_HEADER."
            : "";

    private IEnumerable<McpFinding> Callbacks(MetadataRecord global)
    {
        string[] registered = (global["callbackUrl"] ?? "").Split(
            ['\n', '\r'],
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        string[] missing = [.. client.CallbackUrls.Except(registered, StringComparer.Ordinal)];
        string[] advised = [.. client.MoreCallbackUrls.Except(registered, StringComparer.Ordinal)];
        const string Add = $"Add it in {Manager} > the app > Settings > Callback URL, exactly as written here.";
        if (missing.Length > 0)
        {
            yield return Failed("CallbackUrl", $"The callback URL {string.Join(" and ", missing)} is missing.", Add);
        }
        else if (client.CallbackUrls.IsEmpty)
        {
            yield return registered.Length > 0
                ? Warning(
                    "CallbackUrl",
                    $"{client.Name} has no callback URL that is the same for everybody. The app has: {string.Join(", ", registered)}.",
                    client.Hint
                )
                : Failed("CallbackUrl", "The app has no callback URL.", client.Hint);
        }
        else if (advised.Length > 0)
        {
            yield return Warning(
                "CallbackUrl",
                $"{client.Name} uses the callback URL {string.Join(" and ", advised)} in some versions, and it is missing.",
                Add
            );
        }
        else
        {
            yield return Passed("CallbackUrl", "All callback URLs of the client are registered.");
        }
    }

    private IEnumerable<McpFinding> Scopes(MetadataRecord settings)
    {
        string[] held = (settings["commaSeparatedOauthScopes"] ?? "").Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        string[] missing = [.. requirements.Scopes.Except(held, StringComparer.OrdinalIgnoreCase)];
        yield return missing.Length == 0
            ? Passed("Scopes", $"It has the scopes {string.Join(", ", requirements.Scopes)}.")
            : Failed(
                "Scopes",
                $"It lacks the scopes {string.Join(", ", missing)}.",
                $"Add them in {Manager} > the app > Settings > OAuth Scopes."
            );
        string[] broad =
        [
            .. held.Intersect(s_broadScopes, StringComparer.OrdinalIgnoreCase)
                .Except(requirements.Scopes, StringComparer.OrdinalIgnoreCase),
        ];
        if (broad.Length > 0)
        {
            yield return Warning(
                "Reach",
                $"With the scopes {string.Join(", ", broad)} an agent's token reaches all data of its user by the other APIs, too.",
                "Remove them, or give the MCP client an app of its own."
            );
        }

        foreach (McpRequirementSet other in McpProfile.Requirements.Where(other => other != requirements))
        {
            string[] only = [.. other.Scopes.Except(requirements.Scopes, StringComparer.Ordinal)];
            string[] here = [.. requirements.Scopes.Except(other.Scopes, StringComparer.Ordinal)];
            yield return Passed(
                "Requirements",
                $"Tested against {requirements.Name} ({requirements.From:yyyy-MM-dd}). {other.Name} ({other.From:yyyy-MM-dd}) asks for {string.Join(", ", only)} and not for {string.Join(", ", here)}."
            );
        }
    }

    private static IEnumerable<McpFinding> Policies(MetadataRecord policies)
    {
        bool isClosed = policies["permittedUsersPolicyType"] is "AdminApprovedPreAuthorized";
        bool isGranted =
            policies["commaSeparatedPermissionSet"] is { Length: > 0 }
            || policies["commaSeparatedProfile"] is { Length: > 0 };
        yield return (isClosed, isGranted) switch
        {
            (true, true) => Passed("PermittedUsers", "Only users of its permission sets and profiles may use it."),
            (true, false) => Warning(
                "PermittedUsers",
                "Only users with access from an administrator may use it, and its policies name no permission set or profile.",
                $"Add a permission set in {Manager} > the app > Policies > App Policies, unless access is granted elsewhere."
            ),
            _ => Warning(
                "PermittedUsers",
                "Every user may authorize it, and so give an agent a token.",
                $"Set Permitted Users to 'Admin approved users are pre-authorized' in {Manager} > the app > Policies, and add a permission set."
            ),
        };
        bool isEnforced =
            policies["ipRelaxationPolicyType"] is not { } ip
            || ip.Equals("Enforce", StringComparison.OrdinalIgnoreCase);
        yield return isEnforced
            ? Warning(
                "IpRelaxation",
                "IP restrictions are enforced. A hosted client calls from the addresses of its vendor.",
                "Add the vendor's addresses to the trusted ranges, or relax the restriction for this app."
            )
            : Passed("IpRelaxation", "IP restrictions are relaxed.");
        yield return policies["refreshTokenPolicyType"] is "Zero"
            ? Failed(
                "RefreshToken",
                "Refresh tokens expire at once, so that users must log in for every session.",
                $"Set the refresh token policy in {Manager} > the app > Policies."
            )
            : Passed("RefreshToken", "Refresh tokens are kept.");
    }

    private static IEnumerable<McpFinding> Enabled(MetadataRecord policies) =>
        [
            policies["isEnabled"] is "false" || policies["isOauthPluginEnabled"] is "false"
                ? Failed(
                    "Enabled",
                    "The app or its OAuth plugin is switched off.",
                    $"Switch it on in {Manager} > the app > Policies, or with Unblock-ConnectedApp."
                )
                : Passed("Enabled", "The app and its OAuth plugin are on."),
        ];

    private static McpFinding Passed(string check, string detail) => new(check, McpCheckStatus.Passed, detail);

    private static McpFinding Warning(string check, string detail, string? nextStep) =>
        new(check, McpCheckStatus.Warning, detail, nextStep);

    private static McpFinding Failed(string check, string detail, string? nextStep) =>
        new(check, McpCheckStatus.Failed, detail, nextStep);
}
