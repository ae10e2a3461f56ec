using System.Collections.Immutable;
using System.Net;
using System.Security;
using System.Text;

namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>
/// What an app sends to the token endpoint to get a token: the fields of the form, and which of them are secret.
/// Nothing that prints it shows more than the kind of grant and the app.
/// </summary>
public sealed class OAuthGrant
{
    /// <summary>The grant type of the JWT bearer flow (RFC 7523).</summary>
    public const string JwtBearerType = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private const string SecretField = "client_secret";

    private readonly ImmutableArray<(string Name, string Value, bool IsSecret)> _fields;

    private OAuthGrant(
        OAuthFlow flow,
        string type,
        string? clientId,
        bool usesUp,
        params IEnumerable<(string Name, string? Value, bool IsSecret)> fields
    )
    {
        Flow = flow;
        Type = type;
        ClientId = clientId;
        UsesUp = usesUp;
        _fields =
        [
            .. from field in fields where field.Value is not null select (field.Name, field.Value, field.IsSecret),
        ];
    }

    /// <summary>The grant type, as the form names it.</summary>
    public string Type { get; }

    /// <summary>The consumer key of the app that asks; null where an assertion alone says it.</summary>
    public string? ClientId { get; }

    /// <summary>The flow that it is a part of.</summary>
    internal OAuthFlow Flow { get; }

    /// <summary>Whether asking twice does harm (a code, a refresh token that may be rotated, a password), so that it is
    /// not sent again blindly.</summary>
    internal bool UsesUp { get; }

    /// <summary>The values that no message may hold.</summary>
    internal IEnumerable<string> Secrets => from given in _fields where given.IsSecret select given.Value;

    /// <summary>The client credentials flow: the app itself logs in, as the user that its policies name.</summary>
    public static OAuthGrant ClientCredentials(string clientId, SecureString clientSecret) =>
        Of(OAuthFlow.ClientCredentials, "client_credentials", clientId, clientSecret, usesUp: false);

    /// <summary>The JWT bearer flow.</summary>
    /// <param name="assertion">The signed JWT, as
    /// <see cref="JwtSigningKey.Sign(string, string, string, DateTimeOffset)"/> makes it.</param>
    public static OAuthGrant JwtBearer(string assertion) =>
        Of(OAuthFlow.JwtBearer, JwtBearerType, null, null, usesUp: false, ("assertion", assertion, true));

    /// <summary>The second half of the web server flow.</summary>
    /// <param name="clientId">The consumer key.</param>
    /// <param name="clientSecret">The consumer secret; null where the app does not need it.</param>
    /// <param name="code">The code that came to the callback URL.</param>
    /// <param name="callback">The callback URL, to the letter as it was sent before.</param>
    /// <param name="verifier">The verifier of PKCE; null where none was announced.</param>
    public static OAuthGrant AuthorizationCode(
        string clientId,
        SecureString? clientSecret,
        string code,
        string callback,
        string? verifier
    ) =>
        Of(
            OAuthFlow.WebServer,
            "authorization_code",
            clientId,
            clientSecret,
            usesUp: true,
            ("code", code, true),
            ("redirect_uri", callback, false),
            ("code_verifier", verifier, true)
        );

    /// <summary>Another access token of a refresh token.</summary>
    /// <param name="clientId">The consumer key of the app that the refresh token was given to.</param>
    /// <param name="clientSecret">The consumer secret; null where the app does not need it.</param>
    /// <param name="refreshToken">The refresh token.</param>
    public static OAuthGrant RefreshToken(string clientId, SecureString? clientSecret, SecureString refreshToken) =>
        Of(
            OAuthFlow.RefreshToken,
            "refresh_token",
            clientId,
            clientSecret,
            usesUp: true,
            ("refresh_token", Plain(refreshToken), true)
        );

    /// <summary>A poll of the device flow.</summary>
    /// <param name="clientId">The consumer key.</param>
    /// <param name="clientSecret">The consumer secret; null where the app does not need it.</param>
    /// <param name="deviceCode">The device code that the first step gave.</param>
    public static OAuthGrant DeviceCode(string clientId, SecureString? clientSecret, string deviceCode) =>
        Of(OAuthFlow.Device, "device", clientId, clientSecret, usesUp: true, ("code", deviceCode, true));

    /// <summary>The token exchange flow (RFC 8693).</summary>
    /// <param name="clientId">The consumer key.</param>
    /// <param name="clientSecret">The consumer secret; null where the app does not need it.</param>
    /// <param name="subjectToken">The identity provider's token.</param>
    /// <param name="subjectTokenType">What kind of token it is, as a URN.</param>
    /// <param name="handler">The token exchange handler; null for the app's default.</param>
    public static OAuthGrant TokenExchange(
        string clientId,
        SecureString? clientSecret,
        SecureString subjectToken,
        string subjectTokenType,
        string? handler
    ) =>
        Of(
            OAuthFlow.TokenExchange,
            "urn:ietf:params:oauth:grant-type:token-exchange",
            clientId,
            clientSecret,
            usesUp: true,
            ("subject_token", Plain(subjectToken), true),
            ("subject_token_type", subjectTokenType, false),
            ("token_handler", handler, false)
        );

    /// <summary>The kind of grant and the app; never a secret.</summary>
    public override string ToString() => ClientId is null ? Type : $"{Type} for {ClientId}";

    /// <summary>The SAML bearer flow (RFC 7522).</summary>
    internal static OAuthGrant SamlBearer(string assertion) =>
        Of(
            OAuthFlow.SamlBearer,
            "urn:ietf:params:oauth:grant-type:saml2-bearer",
            null,
            null,
            usesUp: false,
            ("assertion", assertion, true)
        );

    /// <summary>The username-password flow, which a test tries to see that it is off. Not sent again blindly: wrong
    /// passwords lock a user out.</summary>
    internal static OAuthGrant Password(
        string clientId,
        SecureString? clientSecret,
        string username,
        string password
    ) =>
        Of(
            OAuthFlow.UsernamePassword,
            "password",
            clientId,
            clientSecret,
            usesUp: true,
            ("username", username, false),
            ("password", password, true)
        );

    /// <summary>The first request of the device flow, which asks for codes and for no token yet.</summary>
    internal static OAuthGrant DeviceStart(string clientId, string? scope) =>
        new(
            OAuthFlow.Device,
            "device_code",
            clientId,
            usesUp: false,
            ("response_type", "device_code", false),
            ("client_id", clientId, false),
            ("scope", scope, false)
        );

    /// <summary>The same with another consumer secret.</summary>
    internal OAuthGrant WithClientSecret(string secret) =>
        new(
            Flow,
            Type,
            ClientId,
            UsesUp,
            [
                .. from field in _fields
                where field.Name != SecretField
                select (field.Name, (string?)field.Value, field.IsSecret),
                (SecretField, secret, true),
            ]
        );

    /// <summary>The form as it is sent.</summary>
    internal byte[] ToBody() =>
        Encoding.ASCII.GetBytes(
            string.Join('&', _fields.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"))
        );

    private static OAuthGrant Of(
        OAuthFlow flow,
        string type,
        string? clientId,
        SecureString? clientSecret,
        bool usesUp,
        params (string Name, string? Value, bool IsSecret)[] fields
    ) =>
        new(
            flow,
            type,
            clientId,
            usesUp,
            [
                ("grant_type", type, false),
                ("client_id", clientId, false),
                (SecretField, clientSecret is null ? null : Plain(clientSecret), true),
                .. fields,
            ]
        );

    private static string Plain(SecureString secret) => new NetworkCredential("", secret).Password;
}
