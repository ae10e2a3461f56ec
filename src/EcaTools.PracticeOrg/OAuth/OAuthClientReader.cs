using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>Reads what OAuth needs of an app out of its metadata, wherever the two kinds of app keep it.</summary>
internal static class OAuthClientReader
{
    private const string DeviceCallback = "/services/oauth2/success";

    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    public static OAuthClient OfConnectedApp(MetadataState state, StoredRecord app, string consumerKey)
    {
        XElement oauth = app.Child("oauthConfig")!;
        XElement? policy = app.Child("oauthPolicy");
        XElement? idToken = oauth.Element(s_ns + "idTokenConfig");
        ImmutableArray<string> callbacks = Lines(Text(oauth, "callbackUrl"));
        return new OAuthClient
        {
            Record = app,
            Label = app.Text("label")!,
            ConsumerKey = consumerKey,
            Secret = state.SecretOf(consumerKey)!,
            Scope = Scope(oauth.Elements(s_ns + "scopes").Select(e => e.Value), CustomScopesOf(state, app.FullName)),
            IsEnabled = true,
            IssuesJwt = Flag(oauth, "isNamedUserJwtEnabled"),
            SessionTimeout = Minutes(Text(app.Child("sessionPolicy"), "sessionTimeout")),
            RunAsUser = Flag(oauth, "isClientCredentialEnabled") ? Text(oauth, "oauthClientCredentialUser") : null,
            CallbackUrls = callbacks,
            Certificate = Text(oauth, "certificate"),
            IsPkceRequired = Flag(oauth, "isPkceRequired"),
            IsSecretOptional = Flag(oauth, "isConsumerSecretOptional"),
            IsSecretRequiredForRefresh = Text(oauth, "isSecretRequiredForRefreshToken") != "false",
            RotatesRefreshTokens = Flag(oauth, "isRefreshTokenRotationEnabled"),
            EnforcesRefreshTokenTtl = Flag(oauth, "isEnforceRefreshTokenTTL"),
            RefreshTokens = RefreshTokenPolicy.Parse(Text(policy, "refreshTokenPolicy")),

            // Before 68.0 the metadata has no flag; switching the flow on in Setup sets this callback (K).
            AllowsDeviceFlow =
                Flag(oauth, "isDeviceFlowEnabled")
                || callbacks.Any(c => c.EndsWith(DeviceCallback, StringComparison.Ordinal)),
            AllowsTokenExchange = Flag(oauth, "isTokenExchangeEnabled") && Flag(policy, "isTokenExchangeFlowEnabled"),
            IsSecretRequiredForExchange = Flag(oauth, "isSecretRequiredForTokenExchange"),
            IntrospectsAllTokens = Flag(oauth, "isIntrospectAllTokens"),
            IdTokens = IdTokens(idToken, "idTokenValidity", "idTokenIncludeCustomPerms"),
            Attributes = Attributes(app, "attributes"),
            IsPreAuthorized = Flag(oauth, "isAdminApproved"),
            IpRelaxation = (Text(policy, "ipRelaxation") ?? "ENFORCE").ToUpperInvariant(),
            TrustedRanges = Ranges(app, "ipRanges", "start", "end"),
        };
    }

    /// <summary>Client credentials need the developer's flag, the administrator's flag and a user (field
    /// reports).</summary>
    public static OAuthClient? OfExternalClientApp(MetadataState state, StoredRecord global, string consumerKey)
    {
        if (state.Find("ExternalClientApplication", global.Parent!) is not { } app)
        {
            return null;
        }

        StoredRecord? settings = state.SatelliteOf(app.FullName, "ExtlClntAppOauthSettings");
        StoredRecord? policies = state.SatelliteOf(app.FullName, "ExtlClntAppOauthConfigurablePolicies");
        StoredRecord? general = state.SatelliteOf(app.FullName, "ExtlClntAppConfigurablePolicies");
        bool runsAs =
            global.Flag("isClientCredentialsFlowEnabled") && policies?.Flag("isClientCredentialsFlowEnabled") == true;
        return new OAuthClient
        {
            Record = app,
            Label = app.Text("label")!,
            ConsumerKey = consumerKey,
            Secret = state.SecretOf(consumerKey)!,
            Scope = Scope(
                settings?.Split("commaSeparatedOauthScopes") ?? [],
                settings?.Split("commaSeparatedCustomScopes") ?? []
            ),
            IsEnabled = general?.Flag("isEnabled") == true && general.Flag("isOauthPluginEnabled"),
            IssuesJwt = global.Flag("isNamedUserJwtEnabled"),
            JwtTimeout =
                policies?.Text("namedUserJwtSessionTimeoutType") == "UserSession"
                    ? null
                    : Minutes(policies?.Text("namedUserJwtTimeout")),
            SessionTimeout = Minutes(policies?.Text("sessionTimeoutInMinutes")),
            RunAsUser = runsAs ? policies!.Text("clientCredentialsFlowUser") : null,
            CallbackUrls = Lines(global.Text("callbackUrl")),
            Certificate = global.Text("certificate"),
            IsPkceRequired = global.Flag("isPkceRequired"),
            IsSecretOptional = global.Flag("isConsumerSecretOptional"),
            IsSecretRequiredForRefresh = global.Text("isSecretRequiredForRefreshToken") != "false",
            RotatesRefreshTokens = global.Flag("isRefreshTokenRotationEnabled"),
            EnforcesRefreshTokenTtl = global.Flag("isEnforceRefreshTokenTTL"),
            RefreshTokens = RefreshTokenPolicy.Parse(
                policies?.Text("refreshTokenPolicyType"),
                policies?.Text("refreshTokenValidityPeriod"),
                policies?.Text("refreshTokenValidityUnit")
            ),
            AllowsDeviceFlow = global.Flag("isDeviceFlowEnabled"),
            AllowsTokenExchange =
                global.Flag("isTokenExchangeEnabled") && policies?.Flag("isTokenExchangeFlowEnabled") == true,
            IsSecretRequiredForExchange = global.Flag("isSecretRequiredForTokenExchange"),
            IntrospectsAllTokens = global.Flag("isIntrospectAllTokens"),
            IdTokens = IdTokens(
                global.Child("idTokenConfig"),
                "idTokenValidityInMinutes",
                "idTokenIncludeCustomPermissions"
            ),

            // The administrator's attributes go over the developer's.
            Attributes =
            [
                .. Attributes(policies, "customAttributes")
                    .Concat(Attributes(settings, "customAttributes"))
                    .DistinctBy(a => a.Key, StringComparer.Ordinal),
            ],
            IsPreAuthorized = policies?.Text("permittedUsersPolicyType") == "AdminApprovedPreAuthorized",
            IpRelaxation = (policies?.Text("ipRelaxationPolicyType") ?? "Enforce").ToUpperInvariant(),
            TrustedRanges = Ranges(settings, "trustedIpRanges", "startIpAddress", "endIpAddress"),
        };
    }

    private static IEnumerable<string> CustomScopesOf(MetadataState state, string connectedApp) =>
        state
            .OfType("OauthCustomScope")
            .Where(s => s.Content.Elements(s_ns + "assignedTo").Any(a => Text(a, "connectedApp") == connectedApp))
            .Select(s => s.Text("developerName")!);

    private static string Scope(IEnumerable<string> names, IEnumerable<string> custom) =>
        string.Join(' ', custom.Prepend(Scopes.Runtime(names)).Where(s => s.Length > 0));

    private static IdTokenConfig IdTokens(XElement? config, string validity, string permissions) =>
        config is null
            ? new IdTokenConfig([])
            : new IdTokenConfig(
                [
                    .. (Text(config, "idTokenAudience") ?? "").Split(
                        [',', ' ', '\n'],
                        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                    ),
                ],
                int.TryParse(Text(config, validity), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
                    ? minutes
                    : 2,
                Flag(config, "idTokenIncludeStandardClaims"),
                Flag(config, "idTokenIncludeAttributes"),
                Flag(config, permissions)
            );

    private static ImmutableArray<KeyValuePair<string, string>> Attributes(StoredRecord? record, string element) =>
        record is null
            ? []
            :
            [
                .. record
                    .Content.Elements(s_ns + element)
                    .Select(a => KeyValuePair.Create(Text(a, "key") ?? "", Text(a, "formula") ?? ""))
                    .DistinctBy(a => a.Key, StringComparer.Ordinal),
            ];

    private static ImmutableArray<IpRange> Ranges(StoredRecord? record, string element, string first, string last) =>
        record is null
            ? []
            :
            [
                .. record
                    .Content.Elements(s_ns + element)
                    .Select(r =>
                        IpRange.TryCreate(Text(r, first) ?? "", Text(r, last) ?? "", out IpRange? range) ? range : null
                    )
                    .OfType<IpRange>(),
            ];

    private static ImmutableArray<string> Lines(string? text) =>
        [.. (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static TimeSpan? Minutes(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
        && minutes is > 0 and <= 10_000_000
            ? TimeSpan.FromMinutes(minutes)
            : null;

    private static string? Text(XElement? parent, string name) => parent?.Element(s_ns + name)?.Value;

    private static bool Flag(XElement? parent, string name) => Text(parent, name) == "true";
}
