using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Inventory;

/// <summary>A Connected App as an org or a metadata file describes it. Immutable; holds no secret.</summary>
public sealed record ConnectedApp
{
    /// <summary>The type of <see cref="Related"/>.</summary>
    public const string RelatedType = "ConnectedAppRelated";

    private static readonly MetadataRecord Unrelated = new(RelatedType, []);

    /// <summary>The full name in the Metadata API, with the namespace prefix of a packaged app
    /// (<c>acme__Portal</c>).</summary>
    public required string Name { get; init; }

    /// <summary>The label that users and the login history show.</summary>
    public required string Label { get; init; }

    /// <summary>The namespace of the package that the app came in; null for a local app.</summary>
    public string? NamespacePrefix { get; init; }

    /// <summary>Where it was read from: the alias of the org, or the path of the file (for a zip
    /// <c>path!entry</c>).</summary>
    public required string Source { get; init; }

    /// <summary>The metadata, complete, unknown elements included.</summary>
    [FlatJson]
    public required MetadataRecord Metadata { get; init; }

    /// <summary>
    /// What other records of the org or folder say about the app: a record of type <see cref="RelatedType"/> in
    /// <see cref="MetadataSchema"/>, with the fields of the object ConnectedApplication that metadata lacks, the custom
    /// scopes that are assigned to the app and the token exchange handlers that serve it.
    /// </summary>
    [FlatJson]
    public MetadataRecord Related { get; init; } = Unrelated;

    /// <summary>
    /// What could not be read of all that the org knows of the app, by type or object, with the reason and the next step:
    /// each source of <see cref="Related"/>, <see cref="Tokens"/>, <see cref="Access"/>, <see cref="References"/>,
    /// <see cref="Menu"/> and <see cref="FlowEvidence"/> that was not looked at, or not to its end. A source that is
    /// not in here was looked at. A type that the org does not have is not part of it.
    /// </summary>
    [FlatJson]
    public ImmutableArray<UnreadPart> NotRead { get; init; } = [];

    /// <summary>The record id (prefix 0H4), as the Metadata API lists it; null where the app was read from a file or is
    /// not installed.</summary>
    public string? Id { get; init; }

    /// <summary>Where the app is defined. See <see cref="ConnectedAppOrigin.Uninstalled"/> for what that means for the
    /// other properties.</summary>
    public ConnectedAppOrigin Origin { get; init; }

    /// <summary>Who is responsible for the app: an address, or what an owner map says; null where nobody is known.</summary>
    public string? Owner => MappedOwner ?? ContactEmail;

    /// <summary>What names <see cref="Owner"/>.</summary>
    public ConnectedAppOwnerSource OwnerSource
    {
        get
        {
            if (MappedOwner is not null)
            {
                return ConnectedAppOwnerSource.OwnerMap;
            }

            return ContactEmail is not null ? ConnectedAppOwnerSource.ContactEmail : ConnectedAppOwnerSource.None;
        }
    }

    /// <summary>The OAuth flows that may be in use, the surest first, each with what speaks for it. A flow may come
    /// twice, with different evidence.</summary>
    [FlatJson]
    public ImmutableArray<OAuthFlowEvidence> FlowEvidence { get; init; } = [];

    /// <summary>The refresh tokens that users gave the app; null where they were not read (see <see cref="NotRead"/>:
    /// <c>OauthToken</c>).</summary>
    [FlatJson]
    public ConnectedAppTokens? Tokens { get; init; }

    /// <summary>
    /// Whose users may use the app by the administrator's grant; null where the grants were not read (see
    /// <see cref="NotRead"/>: <c>SetupEntityAccess</c>). From a file, what the app's metadata names.
    /// </summary>
    [FlatJson]
    public ImmutableArray<AppGrant>? Access { get; init; }

    /// <summary>What blocks the app in the org; null where nothing does, or that was not read (see
    /// <see cref="NotRead"/>: <c>BlacklistedConsumer</c>).</summary>
    [FlatJson]
    public BlockedConsumer? Block { get; init; }

    /// <summary>The External Client App that Salesforce's own migration made of the app, which is read-only since; null
    /// if it was not migrated, or that was not read (see <see cref="NotRead"/>:
    /// <c>ExternalClientApplication</c>).</summary>
    public string? MigratedTo { get; init; }

    /// <summary>Other metadata that names the app. A type that is in <see cref="NotRead"/> may have more.</summary>
    [FlatJson]
    public ImmutableArray<AppReference> References { get; init; } = [];

    /// <summary>What the App Launcher knows of the app; null where it knows nothing, or was not read (see
    /// <see cref="NotRead"/>: <c>AppMenuItem</c>).</summary>
    [FlatJson]
    public AppMenuEntry? Menu { get; init; }

    /// <summary>Elements that the schema does not know, as paths with their lines. They are kept in
    /// <see cref="Metadata"/>.</summary>
    [FlatJson]
    public ImmutableArray<UnknownElement> UnknownElements { get; init; } = [];

    /// <summary>The contact's address in the metadata.</summary>
    public string? ContactEmail => Text("contactEmail");

    /// <summary>The consumer key (OAuth client id); null where the source does not hold it.</summary>
    public string? ConsumerKey => Text("oauthConfig.consumerKey");

    /// <summary>Whether the app has OAuth settings.</summary>
    public bool HasOAuth => Metadata.Group("oauthConfig") is not null;

    /// <summary>Whether the app is a SAML service provider.</summary>
    public bool HasSaml => Metadata.Group("samlConfig") is not null;

    /// <summary>Whether the app is shown in a canvas.</summary>
    public bool HasCanvas => Metadata.Group("canvasConfig") is not null;

    /// <summary>The callback URLs. Metadata keeps them in one element, a line each.</summary>
    public ImmutableArray<string> CallbackUrls =>
        [
            .. (Text("oauthConfig.callbackUrl") ?? "").Split(
                ['\n', '\r'],
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            ),
        ];

    /// <summary>The OAuth scopes, in the vocabulary of ConnectedApp metadata (<c>Api</c>,
    /// <c>RefreshToken</c>).</summary>
    public ImmutableArray<string> Scopes => [.. Metadata.Values("oauthConfig.scopes")];

    /// <summary>
    /// The OAuth flows that callers use, as logins and tokens prove. Empty does not mean that nobody uses any: see
    /// <see cref="NotRead"/> for whether logins and tokens were read.
    /// </summary>
    public ImmutableArray<OAuthFlow> Flows => FlowsOf(FlowCertainty.Proven);

    /// <summary>The OAuth flows that the metadata opens, whether anybody uses them or not.</summary>
    public ImmutableArray<OAuthFlow> DeclaredFlows => OAuthFlows.Of(Metadata);

    /// <summary>How many OAuth logins the login history has of the last thirty days; null if they were not read, or
    /// can't be distinguished from those of another app.</summary>
    public long? Logins30Days { get; init; }

    /// <summary>The last of those logins (UTC); null if there was none, or if they are not known.</summary>
    public DateTimeOffset? LastLogin { get; init; }

    /// <summary>When the app was used last by a login or a refresh token (UTC); null if nothing that was read shows a
    /// use.</summary>
    public DateTimeOffset? LastUsed => LastLogin is { } login && !(Tokens?.LastUsed > login) ? login : Tokens?.LastUsed;

    /// <summary>Whether both tokens and logins were read, so that no use shown means no use known to the org.</summary>
    public bool IsUseKnown => Tokens is { IsComplete: true } && Logins30Days is not null;

    /// <summary>The flows for a table: those that are proven; where none is, those that the settings make likely, with
    /// question marks.</summary>
    [FlatJson]
    public string FlowSummary
    {
        get
        {
            if (!Flows.IsEmpty)
            {
                return string.Join(", ", Flows);
            }

            ImmutableArray<OAuthFlow> likely = FlowsOf(FlowCertainty.Likely);
            if (likely.IsEmpty)
            {
                return HasOAuth ? $"{OAuthFlow.WebServer}?" : "";
            }

            return string.Join(", ", likely.Select(flow => $"{flow}?"));
        }
    }

    /// <summary>The use for a table: <c>8 users, 2026-01-31</c> or <c>390 logins, 2026-01-31</c>; empty if there was
    /// none, <c>?</c> if that is not known.</summary>
    [FlatJson]
    public string UseSummary
    {
        get
        {
            string when = LastUsed is { } last
                ? string.Create(CultureInfo.InvariantCulture, $", {last:yyyy-MM-dd}")
                : "";
            if (Tokens is { Count: > 0 } tokens)
            {
                string more = tokens.IsComplete ? "" : "+";
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{tokens.Users:N0}{more} {(tokens.Users == 1 ? "user" : "users")}{when}"
                );
            }

            if (Logins30Days is > 0 and var logins)
            {
                return $"{Quantity.Of(logins, "login")}{when}";
            }

            return IsUseKnown ? "" : "?";
        }
    }

    /// <summary>What was not read, in a few words for a table: the type or object, or how many of them; <c>files
    /// only</c> where no org was asked.</summary>
    [FlatJson]
    public string NotReadSummary
    {
        get
        {
            string[] missing =
            [
                .. NotRead
                    .Where(part => !part.IsBeyondFiles)
                    .Select(part => part.Type)
                    .Distinct(StringComparer.Ordinal),
            ];
            return missing.Length switch
            {
                0 => NotRead.IsEmpty ? "" : "files only",
                1 => missing[0],
                var count => string.Create(CultureInfo.InvariantCulture, $"{count} sources"),
            };
        }
    }

    /// <summary>The owner by an owner map; null where none names the app.</summary>
    internal string? MappedOwner { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The flows of a certainty, each once.</summary>
    private ImmutableArray<OAuthFlow> FlowsOf(FlowCertainty certainty) =>
        [
            .. FlowEvidence
                .Where(evidence => evidence.Certainty == certainty)
                .Select(evidence => evidence.Flow)
                .Distinct(),
        ];

    /// <summary>The value at a path of the metadata, or null where it is absent or empty.</summary>
    private string? Text(string path) => Metadata[path] is { Length: > 0 } value ? value : null;
}
