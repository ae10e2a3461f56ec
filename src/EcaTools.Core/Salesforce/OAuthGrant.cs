using System.Collections.Immutable;
using System.Net;
using System.Security;

namespace EcaTools.Core.Salesforce;

/// <summary>
/// What an app sends to the token endpoint to get a token: the fields of the form, and which of them are secret. Nothing that prints
/// it shows more than the kind of grant and the app.
/// </summary>
public sealed class OAuthGrant
{
    /// <summary>The grant type of the JWT bearer flow (RFC 7523).</summary>
    public const string JwtBearerType = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private OAuthGrant(string type, string? clientId, bool usesUp, params IEnumerable<(string Name, string? Value, bool IsSecret)> fields)
    {
        Type = type;
        ClientId = clientId;
        UsesUp = usesUp;
        (string Name, string? Value, bool IsSecret)[] all = [("grant_type", type, false), ("client_id", clientId, false), .. fields];
        Fields = [.. all.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!))];
        Secrets = [.. all.Where(field => field is { IsSecret: true, Value.Length: > 0 }).Select(field => field.Value!)];
    }

    /// <summary>The grant type, as the form names it.</summary>
    public string Type { get; }

    /// <summary>The consumer key of the app that asks; null where an assertion alone says it.</summary>
    public string? ClientId { get; }

    /// <summary>Whether the org takes it only once (a code, or a refresh token that may be rotated), so that it is not sent again blindly.</summary>
    internal bool UsesUp { get; }

    /// <summary>The fields of the form, in order.</summary>
    internal ImmutableArray<KeyValuePair<string, string>> Fields { get; }

    /// <summary>The values that no message may hold.</summary>
    internal ImmutableArray<string> Secrets { get; }

    /// <summary>The client credentials flow: the app itself logs in, as the user that its policies name.</summary>
    public static OAuthGrant ClientCredentials(string clientId, SecureString clientSecret) =>
        new("client_credentials", clientId, usesUp: false, ("client_secret", Plain(clientSecret), true));

    /// <summary>The JWT bearer flow.</summary>
    /// <param name="assertion">The signed JWT, as <see cref="JwtSigningKey.Sign"/> makes it.</param>
    public static OAuthGrant JwtBearer(string assertion) => new(JwtBearerType, null, usesUp: false, ("assertion", assertion, true));

    /// <summary>The second half of the web server flow.</summary>
    /// <param name="clientId">The consumer key.</param>
    /// <param name="clientSecret">The consumer secret; null where the app does not need it.</param>
    /// <param name="code">The code that came to the callback URL.</param>
    /// <param name="callback">The callback URL, to the letter as it was sent before.</param>
    /// <param name="verifier">The verifier of PKCE; null where none was announced.</param>
    public static OAuthGrant AuthorizationCode(string clientId, SecureString? clientSecret, string code, string callback, string? verifier) => new(
        "authorization_code",
        clientId,
        usesUp: true,
        ("client_secret", Plain(clientSecret), true),
        ("code", code, true),
        ("redirect_uri", callback, false),
        ("code_verifier", verifier, true));

    /// <summary>Another access token of a refresh token.</summary>
    /// <param name="clientId">The consumer key of the app that the refresh token was given to.</param>
    /// <param name="clientSecret">The consumer secret; null where the app does not need it.</param>
    /// <param name="refreshToken">The refresh token.</param>
    public static OAuthGrant RefreshToken(string clientId, SecureString? clientSecret, SecureString refreshToken) => new(
        "refresh_token",
        clientId,
        usesUp: true,
        ("client_secret", Plain(clientSecret), true),
        ("refresh_token", Plain(refreshToken), true));

    /// <summary>A poll of the device flow.</summary>
    /// <param name="clientId">The consumer key.</param>
    /// <param name="clientSecret">The consumer secret; null where the app does not need it.</param>
    /// <param name="deviceCode">The device code that the first step gave.</param>
    public static OAuthGrant DeviceCode(string clientId, SecureString? clientSecret, string deviceCode) => new(
        "device",
        clientId,
        usesUp: true,
        ("client_secret", Plain(clientSecret), true),
        ("code", deviceCode, true));

    /// <summary>Any other grant; a flow's test sends such.</summary>
    /// <param name="type">The grant type.</param>
    /// <param name="clientId">The consumer key; null to leave it out.</param>
    /// <param name="usesUp">Whether the org takes it only once.</param>
    /// <param name="fields">The other fields: name, value (null to leave it out), and whether no message may hold the value.</param>
    internal static OAuthGrant Other(string type, string? clientId, bool usesUp, params IEnumerable<(string Name, string? Value, bool IsSecret)> fields) =>
        new(type, clientId, usesUp, fields);

    /// <summary>The kind of grant and the app; never a secret.</summary>
    public override string ToString() => ClientId is null ? Type : $"{Type} for {ClientId}";

    private static string? Plain(SecureString? secret) => secret is null ? null : new NetworkCredential("", secret).Password;
}
