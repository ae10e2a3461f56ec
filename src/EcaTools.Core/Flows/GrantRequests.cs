using System.Net;
using System.Security;
using System.Text;

namespace EcaTools.Core.Flows;

/// <summary>What each flow sends to the token endpoint.</summary>
internal sealed class GrantRequests(
    OAuthFlowApp app, string consumerKey, OAuthFlow flow, OAuthFlowCredentials credentials, Uri host, string audience, TimeProvider time)
{
    private const string SignatureTag = "<ds:SignatureValue>";

    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(3);

    /// <summary>The callback that the flow uses; null where none is known.</summary>
    public string? Callback => credentials.CallbackUrl ?? app.CallbackUrls.FirstOrDefault();

    /// <summary>Whether the flow's token comes of the refresh token that was given.</summary>
    public bool UsesRefreshToken => credentials.RefreshToken is not null
        && (flow is OAuthFlow.RefreshToken or OAuthFlow.Device || (flow == OAuthFlow.WebServer && credentials.AuthorizationCode is null));

    /// <summary>The request that must be let in, or what is missing for it.</summary>
    public (GrantRequest? Request, string? Missing) Right() => flow switch
    {
        OAuthFlow.ClientCredentials => credentials.ConsumerSecret is null
            ? (null, "The flow needs the consumer secret: give -Credential with the consumer key as the user name.")
            : (new GrantRequest(repeatable: true, ("grant_type", "client_credentials"), ("client_id", consumerKey), Secret), null),
        OAuthFlow.JwtBearer or OAuthFlow.SamlBearer => credentials.Certificate is null || credentials.Username is null
            ? (null, "The flow needs -Certificate with its private key, and -Username.")
            : (Assertion(), null),
        OAuthFlow.TokenExchange => credentials.SubjectToken is null || credentials.SubjectTokenType is null
            ? (null, "The flow needs -SubjectToken and -SubjectTokenType: a token of the identity provider that the handler knows.")
            : (new GrantRequest(
                repeatable: false,
                ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
                ("subject_token", Reveal(credentials.SubjectToken)),
                ("subject_token_type", credentials.SubjectTokenType),
                ("token_handler", credentials.TokenHandler),
                ("client_id", consumerKey),
                Secret), null),
        OAuthFlow.WebServer when credentials.AuthorizationCode is not null => Callback is null
            ? (null, "The code was sent to a callback URL that is not known: give -CallbackUrl.")
            : (Code(credentials.AuthorizationCode, Callback), null),
        _ when credentials.RefreshToken is not null => (Refresh(credentials.RefreshToken), null),
        OAuthFlow.WebServer => (null, "A user must log in and approve in a browser. Give -AuthorizationCode (with -CodeVerifier) of such a login, or a -RefreshToken that came from one."),
        OAuthFlow.Device => (null, "A user must type the device's code in a browser. Give a -RefreshToken that came from such a login."),
        _ => (null, "The flow needs -RefreshToken."),
    };

    /// <summary>A refresh.</summary>
    public GrantRequest Refresh(SecureString refreshToken) =>
        new(repeatable: false, ("grant_type", "refresh_token"), ("refresh_token", Reveal(refreshToken)), ("client_id", consumerKey), Secret);

    /// <summary>A device's first request.</summary>
    public GrantRequest Device() => new(repeatable: true, ("response_type", "device_code"), ("client_id", consumerKey));

    /// <summary>The username-password flow. Without a user's own password the user does not exist, so that nobody's account is locked.</summary>
    public GrantRequest Password() => new(
        repeatable: false,
        ("grant_type", "password"),
        ("client_id", consumerKey),
        Secret,
        ("username", credentials.Password is null ? $"nobody-{Guid.NewGuid():N}@example.invalid" : credentials.PasswordUsername),
        ("password", credentials.Password is null ? Guid.NewGuid().ToString("N") : Reveal(credentials.Password)));

    /// <summary>An assertion; as it must be where nothing else is said.</summary>
    public GrantRequest Assertion(string? subject = null, string? aud = null, TimeSpan age = default, bool forged = false)
    {
        DateTimeOffset since = time.GetUtcNow() - age;
        BearerAssertion assertion = new(consumerKey, subject ?? credentials.Username!, aud ?? audience, since, since + Validity);
        bool isJwt = flow == OAuthFlow.JwtBearer;
        string recipient = new Uri(host, "/services/oauth2/token").AbsoluteUri;
        string text = isJwt ? assertion.ToJwt(credentials.Certificate!) : assertion.ToSaml(credentials.Certificate!, recipient);
        return new GrantRequest(
            repeatable: true,
            ("grant_type", $"urn:ietf:params:oauth:grant-type:{(isJwt ? "jwt" : "saml2")}-bearer"),
            ("assertion", forged ? Forge(text, isJwt) : text));
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

    private (string Name, string? Value) Secret => ("client_secret", credentials.ConsumerSecret is { } secret ? Reveal(secret) : null);

    /// <summary>The same assertion under a signature that was changed by one letter.</summary>
    private static string Forge(string right, bool isJwt)
    {
        string text = isJwt ? right : Encoding.UTF8.GetString(Convert.FromBase64String(right.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (right.Length % 4)) % 4)));
        int at = isJwt ? text.LastIndexOf('.') + 1 : text.IndexOf(SignatureTag, StringComparison.Ordinal) + SignatureTag.Length;
        string changed = $"{text[..at]}{(text[at] == 'A' ? 'B' : 'A')}{text[(at + 1)..]}";
        return isJwt ? changed : Convert.ToBase64String(Encoding.UTF8.GetBytes(changed)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private GrantRequest Code(SecureString code, string callback) => new(
        repeatable: false,
        ("grant_type", "authorization_code"),
        ("code", Reveal(code)),
        ("client_id", consumerKey),
        Secret,
        ("redirect_uri", callback),
        ("code_verifier", credentials.CodeVerifier is { } verifier ? Reveal(verifier) : null));
}
