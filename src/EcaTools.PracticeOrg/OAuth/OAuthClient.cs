using System.Collections.Immutable;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>An app as OAuth sees it, be it a connected app or an ECA: its settings and its policies as they are
/// now.</summary>
internal sealed record OAuthClient
{
    /// <summary>The app: the connected app or the ECA.</summary>
    public required StoredRecord Record { get; init; }

    /// <summary>What LoginHistory calls it.</summary>
    public required string Label { get; init; }

    public required string ConsumerKey { get; init; }

    public required ConsumerSecret Secret { get; init; }

    /// <summary>Its scopes, as OAuth names them.</summary>
    public required string Scope { get; init; }

    public bool IsExternalClientApp => Record.Type.Name == "ExternalClientApplication";

    /// <summary>Whether the app and its OAuth plugin are on.</summary>
    public required bool IsEnabled { get; init; }

    /// <summary>Whether its access tokens are in JWT format.</summary>
    public bool IssuesJwt { get; init; }

    /// <summary>How long a token in JWT format is good; null for the default.</summary>
    public TimeSpan? JwtTimeout { get; init; }

    /// <summary>How long an opaque access token is good; null for the org's default.</summary>
    public TimeSpan? SessionTimeout { get; init; }

    /// <summary>The username that client credentials run as; null if that flow is off or has no user.</summary>
    public string? RunAsUser { get; init; }

    /// <summary>Where codes and tokens may be sent. A request must name one of them to the letter.</summary>
    public ImmutableArray<string> CallbackUrls { get; init; } = [];

    /// <summary>The certificate that assertions are verified with, as the metadata holds it; null switches assertions
    /// off.</summary>
    public string? Certificate { get; init; }

    public bool IsPkceRequired { get; init; }

    public bool IsSecretOptional { get; init; }

    public bool IsSecretRequiredForRefresh { get; init; } = true;

    public bool RotatesRefreshTokens { get; init; }

    /// <summary>Whether a refresh token ends when it was idle for 30 days.</summary>
    public bool EnforcesRefreshTokenTtl { get; init; }

    public required RefreshTokenPolicy RefreshTokens { get; init; }

    public bool AllowsDeviceFlow { get; init; }

    /// <summary>Whether the developer and the administrator both allow token exchange.</summary>
    public bool AllowsTokenExchange { get; init; }

    public bool IsSecretRequiredForExchange { get; init; }

    /// <summary>Whether it may ask about other apps' tokens.</summary>
    public bool IntrospectsAllTokens { get; init; }

    public IdTokenConfig IdTokens { get; init; } = new([]);

    /// <summary>Names and formulas that go into id tokens.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Attributes { get; init; } = [];

    /// <summary>Whether only users that the administrator gave access may use it; otherwise every user may allow it for
    /// themselves.</summary>
    public bool IsPreAuthorized { get; init; }

    /// <summary>ENFORCE, BYPASS, BYPASS_2FACTOR or ENFORCE_RELAXREFRESH, in capitals.</summary>
    public string IpRelaxation { get; init; } = "ENFORCE";

    /// <summary>The app's own trusted addresses.</summary>
    public ImmutableArray<IpRange> TrustedRanges { get; init; } = [];

    /// <summary>Whether the scopes give a refresh token. The scope full does not (K).</summary>
    public bool MayRefresh => HasRefresh(Scope);

    public static OAuthClient? Find(MetadataState state, string consumerKey)
    {
        if (state.FindByConsumerKey(consumerKey) is not { } record)
        {
            return null;
        }

        return record.Type.Name == "ConnectedApp"
            ? OAuthClientReader.OfConnectedApp(state, record, consumerKey)
            : OAuthClientReader.OfExternalClientApp(state, record, consumerKey);
    }

    public static bool HasRefresh(string scope) => scope.Split(' ').Any(s => s is "refresh_token" or "offline_access");

    /// <summary>
    /// The scopes that a request gets: all of the app's if it names none. Null if it names one that the app does not
    /// have. The scope full holds every other but those for refreshing, and id holds what it says of the user (K).
    /// </summary>
    public string? Grant(string? requested)
    {
        string[] asked = (requested ?? "").Split(
            [' ', '+'],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        if (asked.Length == 0)
        {
            return Scope;
        }

        HashSet<string> own = new(Scope.Split(' '), StringComparer.Ordinal);
        bool Has(string scope) =>
            own.Contains(scope)
            || scope switch
            {
                "refresh_token" or "offline_access" => MayRefresh,
                "profile" or "email" or "address" or "phone" => own.Contains("id") || own.Contains("full"),
                _ => own.Contains("full") && Scopes.All.Any(s => s.Runtime == scope),
            };
        return asked.All(Has) ? string.Join(' ', asked.Distinct(StringComparer.Ordinal)) : null;
    }

    public override string ToString() => Label;
}
