using System.Net;
using System.Security;
using System.Text;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Flows;

/// <summary>What each flow sends to the token endpoint.</summary>
internal sealed class FlowGrants(
    OAuthFlowApp app,
    string consumerKey,
    OAuthFlow flow,
    OAuthFlowCredentials credentials,
    Uri host,
    string audience,
    Func<DateTimeOffset> now
)
{
    private const string SignatureTag = "<ds:SignatureValue>";

    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(3);

    /// <summary>The callback that the flow uses; null where none is known.</summary>
    public string? Callback => credentials.CallbackUrl ?? app.CallbackUrls.FirstOrDefault();

    /// <summary>Whether the flow's token comes of the refresh token that was given.</summary>
    public bool UsesRefreshToken =>
        credentials.RefreshToken is not null
        && (
            flow is OAuthFlow.RefreshToken or OAuthFlow.Device
            || (flow == OAuthFlow.WebServer && credentials.AuthorizationCode is null)
        );

    /// <summary>The grant that must be accepted, or what is missing for it.</summary>
    public (OAuthGrant? Grant, string? Missing) Right() =>
        flow switch
        {
            OAuthFlow.CodeAndCredentials => (
                null,
                "This flow is not tested: it needs the login page of the app itself."
            ),
            OAuthFlow.ClientCredentials => credentials.ConsumerSecret is null
                ? (null, "The flow needs the consumer secret: give -Credential with the consumer key as the user name.")
                : (OAuthGrant.ClientCredentials(consumerKey, credentials.ConsumerSecret), null),
            OAuthFlow.JwtBearer or OAuthFlow.SamlBearer => credentials.SigningKey is null
            || credentials.Username is null
                ? (null, "The flow needs -Certificate with its private key, and -Username.")
                : (Assertion(), null),
            OAuthFlow.TokenExchange => credentials.SubjectToken is null || credentials.SubjectTokenType is null
                ? (
                    null,
                    "The flow needs -SubjectToken and -SubjectTokenType: a token of the identity "
                        + "provider that the handler knows."
                )
                : (
                    OAuthGrant.TokenExchange(
                        consumerKey,
                        credentials.ConsumerSecret,
                        credentials.SubjectToken,
                        credentials.SubjectTokenType,
                        credentials.TokenHandler
                    ),
                    null
                ),
            OAuthFlow.WebServer when credentials.AuthorizationCode is not null => Callback is null
                ? (null, "The code was sent to a callback URL that is not known: give -CallbackUrl.")
                : (Code(credentials.AuthorizationCode, Callback), null),
            _ when credentials.RefreshToken is not null => (Refresh(credentials.RefreshToken), null),
            OAuthFlow.WebServer => (
                null,
                "A user must log in and approve in a browser. Give -AuthorizationCode (with "
                    + "-CodeVerifier) of such a login, or a -RefreshToken that came from one."
            ),
            OAuthFlow.Device => (
                null,
                "A user must type the device's code in a browser. Give a -RefreshToken that came from such a login."
            ),
            _ => (null, "The flow needs -RefreshToken."),
        };

    /// <summary>A refresh.</summary>
    public OAuthGrant Refresh(SecureString refreshToken) =>
        OAuthGrant.RefreshToken(consumerKey, credentials.ConsumerSecret, refreshToken);

    /// <summary>A device's first request.</summary>
    public OAuthGrant Device() => OAuthGrant.DeviceStart(consumerKey, null);

    /// <summary>The username-password flow. Without a user's own password the user does not exist, so that nobody's
    /// account is locked.</summary>
    public OAuthGrant Password() =>
        credentials.Password is null
            ? OAuthGrant.Password(
                consumerKey,
                credentials.ConsumerSecret,
                $"nobody-{Guid.NewGuid():N}@example.invalid",
                Guid.NewGuid().ToString("N")
            )
            : OAuthGrant.Password(
                consumerKey,
                credentials.ConsumerSecret,
                credentials.PasswordUsername!,
                Reveal(credentials.Password)
            );

    /// <summary>An assertion; as it must be where nothing else is given.</summary>
    public OAuthGrant Assertion(string? subject = null, string? aud = null, TimeSpan age = default, bool forged = false)
    {
        DateTimeOffset since = now() - age;
        JwtSigningKey key = credentials.SigningKey!;
        (subject, aud) = (subject ?? credentials.Username!, aud ?? audience);
        if (flow == OAuthFlow.JwtBearer)
        {
            string jwt = key.Sign(consumerKey, subject, aud, since + Validity);
            return OAuthGrant.JwtBearer(forged ? Forge(jwt, jwt.LastIndexOf('.') + 1) : jwt);
        }

        string saml = new SamlAssertion(consumerKey, subject, aud, since, since + Validity).Sign(
            key,
            new Uri(host, "/services/oauth2/token").AbsoluteUri
        );
        if (forged)
        {
            string xml = Encoding.UTF8.GetString(Base64Url.Decode(saml));
            saml = Base64Url.Encode(
                Encoding.UTF8.GetBytes(
                    Forge(xml, xml.IndexOf(SignatureTag, StringComparison.Ordinal) + SignatureTag.Length)
                )
            );
        }

        return OAuthGrant.SamlBearer(saml);
    }

    /// <summary>What the authorize page is asked.</summary>
    public IEnumerable<(string Name, string Value)> Authorize(string responseType, string callback, bool pkce)
    {
        yield return ("response_type", responseType);
        yield return ("client_id", consumerKey);
        yield return ("redirect_uri", callback);
        if (pkce)
        {
            // The challenge of a verifier that nobody will ever present: no code comes of this request.
            yield return ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
            yield return ("code_challenge_method", "S256");
        }
    }

    /// <summary>The text of a secure string, for the request that carries it.</summary>
    public static string Reveal(SecureString secret) => new NetworkCredential("", secret).Password;

    /// <summary>The same text with another letter at a place: the first one of the signature.</summary>
    private static string Forge(string text, int at) =>
        $"{text[..at]}{(text[at] == 'A' ? 'B' : 'A')}{text[(at + 1)..]}";

    private OAuthGrant Code(SecureString code, string callback) =>
        OAuthGrant.AuthorizationCode(
            consumerKey,
            credentials.ConsumerSecret,
            Reveal(code),
            callback,
            credentials.CodeVerifier is { } verifier ? Reveal(verifier) : null
        );
}
