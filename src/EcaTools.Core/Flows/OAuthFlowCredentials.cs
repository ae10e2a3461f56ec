using System.Security;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Flows;

/// <summary>What a caller of the app holds. A test uses what its flow needs and says what is missing.</summary>
public sealed record OAuthFlowCredentials
{
    /// <summary>The consumer secret; null for an app that is called without one.</summary>
    public SecureString? ConsumerSecret { get; init; }

    /// <summary>The key of the app's certificate, which signs assertions. The test does not dispose of it.</summary>
    public JwtSigningKey? SigningKey { get; init; }

    /// <summary>The subject (sub) of an assertion.</summary>
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
