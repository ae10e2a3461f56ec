using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EcaTools.Core.Flows;

/// <summary>What a caller of the app holds. A test uses what its flow needs and says what is missing.</summary>
public sealed record OAuthFlowCredentials
{
    private readonly X509Certificate2? certificate;

    /// <summary>The consumer secret; null for an app that is called without one.</summary>
    public SecureString? ConsumerSecret { get; init; }

    /// <summary>The certificate with its private key, for assertions.</summary>
    /// <exception cref="EcaException"><c>FlowCertificateUnusable</c>: it has no RSA private key, or one under 2048 bits.</exception>
    public X509Certificate2? Certificate
    {
        get => certificate;
        init
        {
            if (value is not null)
            {
                using RSA? key = value.HasPrivateKey ? value.GetRSAPrivateKey() : null;
                if (key is null || key.KeySize < 2048)
                {
                    throw FlowsErrors.FlowCertificateUnusable(value.Subject, key is null ? "it comes without an RSA private key." : "its RSA key is shorter than 2048 bits, which Salesforce refuses.");
                }
            }

            certificate = value;
        }
    }

    /// <summary>The user whom an assertion is about.</summary>
    public string? Username { get; init; }

    /// <summary>A refresh token of the app.</summary>
    public SecureString? RefreshToken { get; init; }

    /// <summary>A code that the authorize page sent to the callback.</summary>
    public SecureString? AuthorizationCode { get; init; }

    /// <summary>The PKCE verifier that belongs to the code; null for none.</summary>
    public SecureString? CodeVerifier { get; init; }

    /// <summary>The callback URL that the code was sent to; null for the app's first one.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>The token to exchange.</summary>
    public SecureString? SubjectToken { get; init; }

    /// <summary>What kind of token it is, as a URN.</summary>
    public string? SubjectTokenType { get; init; }

    /// <summary>The token exchange handler; null for the app's default.</summary>
    public string? TokenHandler { get; init; }

    /// <summary>A user to try the username-password flow with.</summary>
    public string? PasswordUsername { get; init; }

    /// <summary>That user's password.</summary>
    public SecureString? Password { get; init; }

    /// <summary>A user who may not use the app, for the probe <c>MissingPermission</c>.</summary>
    public string? UnassignedUsername { get; init; }
}
