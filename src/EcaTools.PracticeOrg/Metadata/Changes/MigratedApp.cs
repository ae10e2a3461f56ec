using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Metadata.Changes;

/// <summary>A connected app as the elements of ECA records, for Setup's own migration.</summary>
internal sealed class MigratedApp(IOrg world, MetadataState state, StoredRecord app)
{
    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    private static readonly string[] s_applicationElements =
    [
        "contactEmail",
        "contactPhone",
        "description",
        "iconUrl",
        "infoUrl",
        "label",
        "logoUrl",
    ];

    private static readonly (string From, string To)[] s_globalElements =
    [
        .. Same(
            "callbackUrl",
            "certificate",
            "isConsumerSecretOptional",
            "isDPopEnabled",
            "isDeviceFlowEnabled",
            "isEnforceRefreshTokenTTL",
            "isIntrospectAllTokens",
            "isNamedUserJwtEnabled",
            "isPkceRequired",
            "isRefreshTokenRotationEnabled",
            "isSecretRequiredForRefreshToken",
            "isSecretRequiredForTokenExchange",
            "isTokenExchangeEnabled"
        ),
        ("isClientCredentialEnabled", "isClientCredentialsFlowEnabled"),
        ("isCodeCredentialEnabled", "isCodeCredFlowEnabled"),
        ("isCodeCredentialPostOnly", "isCodeCredPostOnly"),
        ("isPKImTLSEnabled", "isMtlsEnabled"),
    ];

    private static readonly (string From, string To)[] s_idTokenElements =
    [
        .. Same("idTokenAudience", "idTokenIncludeAttributes", "idTokenIncludeStandardClaims"),
        ("idTokenIncludeCustomPerms", "idTokenIncludeCustomPermissions"),
        ("idTokenValidity", "idTokenValidityInMinutes"),
    ];

    private static readonly (string From, string To)[] s_assetTokenElements =
    [
        ("assetAudiences", "assetTokenAudiences"),
        ("assetIncludeAttributes", "areAttributesIncludedInAssetToken"),
        ("assetIncludeCustomPerms", "areCustomPermsIncludedInAssetToken"),
        ("assetSigningCertId", "assetTokenSigningCertificate"),
        ("assetValidityPeriod", "assetTokenValidity"),
    ];

    private static readonly (string From, string To)[] s_samlElements =
    [
        .. Same("acsUrl", "certificate", "encryptionCertificate", "encryptionType", "entityUrl", "issuer"),
        ("samlIdpSLOBindingEnum", "singleLogoutBindingType"),
        ("samlNameIdFormat", "nameIdFormat"),
        ("samlSigningAlgoType", "signingAlgorithmType"),
        ("samlSloUrl", "singleLogoutUrl"),
        ("samlSubjectCustomAttr", "subjectCustomAttribute"),
        ("samlSubjectType", "subjectType"),
    ];

    private static readonly (string From, string To)[] s_rangeElements =
    [
        ("description", "description"),
        ("end", "endIpAddress"),
        ("start", "startIpAddress"),
    ];

    public IEnumerable<XElement> Application() =>
        [.. Copies(app.Content, [.. Same(s_applicationElements)]), Element("distributionState", "Local")];

    public IEnumerable<XElement> OauthSettings(XElement oauth)
    {
        IEnumerable<string> scopes = oauth
            .Elements(s_ns + "scopes")
            .Select(s => Scopes.All.First(k => k.ConnectedApp == s.Value).ExternalClientApp);
        IEnumerable<string> custom = state
            .OfType("OauthCustomScope")
            .Where(s =>
                s.Content.Elements(s_ns + "assignedTo")
                    .Any(a => a.Element(s_ns + "connectedApp")?.Value == app.FullName)
            )
            .Select(s => s.FullName);
        return
        [
            Owner,
            Element("commaSeparatedOauthScopes", string.Join(", ", scopes)),
            .. Listed("commaSeparatedCustomScopes", custom),
            .. Copies(oauth, [("singleLogoutUrl", "singleLogoutUrl")]),
            .. Copies(oauth.Element(s_ns + "assetTokenConfig"), s_assetTokenElements),
            .. app
                .Content.Elements(s_ns + "attributes")
                .Select(a => new XElement(s_ns + "customAttributes", Copies(a, [.. Same("formula", "key")]))),
            .. app
                .Content.Elements(s_ns + "ipRanges")
                .Select(r => new XElement(s_ns + "trustedIpRanges", Copies(r, s_rangeElements))),
        ];
    }

    /// <summary>PKCE is off where the connected app does not ask for it: the default of the two types
    /// differs.</summary>
    public IEnumerable<XElement> GlobalOauthSettings(XElement oauth)
    {
        yield return Owner;
        foreach (XElement element in Copies(oauth, s_globalElements))
        {
            yield return element;
        }

        if (oauth.Element(s_ns + "isPkceRequired") is null)
        {
            yield return Element("isPkceRequired", "false");
        }

        if (oauth.Element(s_ns + "idTokenConfig") is { } idToken)
        {
            yield return new XElement(s_ns + "idTokenConfig", Copies(idToken, s_idTokenElements));
        }
    }

    public IEnumerable<XElement> Policies() =>
        [
            Owner,
            Element("isEnabled", "true"),
            Element("isOauthPluginEnabled", Flag(app.Child("oauthConfig") is not null)),
            Element("isSamlPluginEnabled", Flag(app.Child("samlConfig") is not null)),
            .. app.Text("startUrl") is { } url
                ? [Element("startPage", "Custom"), Element("startUrl", url)]
                : (XElement[])[],
        ];

    public IEnumerable<XElement> OauthPolicies(XElement oauth)
    {
        XElement? policy = app.Child("oauthPolicy");
        XElement? session = app.Child("sessionPolicy");
        string[] refresh = (policy?.Element(s_ns + "refreshTokenPolicy")?.Value ?? "infinite").Split(':');
        return
        [
            Owner,
            Element(
                "permittedUsersPolicyType",
                oauth.Element(s_ns + "isAdminApproved")?.Value == "true"
                    ? "AdminApprovedPreAuthorized"
                    : "AllSelfAuthorized"
            ),
            Element("ipRelaxationPolicyType", Relaxation(policy?.Element(s_ns + "ipRelaxation")?.Value)),
            .. RefreshTokenPolicy(refresh),
            .. Copies(
                oauth,
                [
                    ("isClientCredentialEnabled", "isClientCredentialsFlowEnabled"),
                    ("oauthClientCredentialUser", "clientCredentialsFlowUser"),
                ]
            ),
            .. Copies(policy, [.. Same("isTokenExchangeFlowEnabled", "singleLogoutUrl")]),
            .. Copies(
                session,
                [
                    ("policyAction", "policyAction"),
                    ("sessionLevel", "requiredSessionLevel"),
                    ("sessionTimeout", "sessionTimeoutInMinutes"),
                ]
            ),
            .. Listed("commaSeparatedPermissionSet", PermissionSets()),
            .. Listed(
                "commaSeparatedProfile",
                Names("profileName").Where(n => world.Rows("Profile").Any(p => p.Text("Name") == n))
            ),
        ];
    }

    public IEnumerable<XElement> SamlPolicies(XElement saml) => [Owner, .. Copies(saml, s_samlElements)];

    private XElement Owner => Element("externalClientApplication", app.FullName);

    private static IEnumerable<XElement> RefreshTokenPolicy(string[] parts) =>
        parts[0] switch
        {
            "zero" => [Element("refreshTokenPolicyType", "Zero")],
            "specific_lifetime" or "specific_inactivity" when parts.Length == 3 =>
            [
                Element(
                    "refreshTokenPolicyType",
                    parts[0] == "specific_lifetime" ? "SpecificLifetime" : "SpecificInactivity"
                ),
                Element("refreshTokenValidityPeriod", parts[1]),
                Element(
                    "refreshTokenValidityUnit",
                    parts[2] switch
                    {
                        "HOURS" => "Hours",
                        "MONTHS" => "Months",
                        _ => "Days",
                    }
                ),
            ],
            _ => [Element("refreshTokenPolicyType", "Infinite")],
        };

    private static string Relaxation(string? connectedApp) =>
        connectedApp switch
        {
            "BYPASS" => "Bypass",
            "BYPASS_2FACTOR" => "Bypass_2factor",
            "ENFORCE_RELAXREFRESH" => "Enforce_RelaxRefresh",
            _ => "Enforce",
        };

    private static IEnumerable<(string From, string To)> Same(params string[] names) => names.Select(n => (n, n));

    private static IEnumerable<XElement> Copies(XElement? parent, (string From, string To)[] names) =>
        parent is null
            ? []
            : names
                .Where(n => parent.Element(s_ns + n.From) is { Value.Length: > 0 })
                .Select(n => Element(n.To, parent.Element(s_ns + n.From)!.Value));

    private static IEnumerable<XElement> Listed(string element, IEnumerable<string> values)
    {
        string text = string.Join(", ", values);
        return text.Length == 0 ? [] : [Element(element, text)];
    }

    private static string Flag(bool value) => value ? "true" : "false";

    private static XElement Element(string name, string value) => new(s_ns + name, value);

    private IEnumerable<string> Names(string element) => app.Content.Elements(s_ns + element).Select(e => e.Value);

    /// <summary>Connected apps name permission sets by label, ECAs by API name.</summary>
    private IEnumerable<string> PermissionSets() =>
        Names("permissionSetName")
            .Select(n =>
                world
                    .Rows("PermissionSet")
                    .FirstOrDefault(s => s.Text("ProfileId") is null && (s.Text("Label") == n || s.Text("Name") == n))
                    ?.Text("Name")
            )
            .OfType<string>();
}
