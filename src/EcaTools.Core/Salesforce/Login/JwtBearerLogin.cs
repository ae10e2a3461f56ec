using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Salesforce.Login;

/// <summary>Logs in by the JWT bearer flow: an assertion that the key of the app's certificate signs.</summary>
/// <param name="host">The org's My Domain URL, or a login URL. External Client Apps want the My Domain.</param>
/// <param name="clientId">The consumer key.</param>
/// <param name="username">The user to log in as.</param>
/// <param name="key">The key that belongs to the app's certificate.</param>
public sealed class JwtBearerLogin(LoginHost host, string clientId, string username, JwtSigningKey key) : OrgLogin
{
    // Salesforce takes assertions of a few minutes; the Salesforce CLI's examples have three.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan LargestSkew = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override OrgLoginMethod Method => OrgLoginMethod.JwtBearer;

    /// <summary>Who the assertion is for; the login URL that fits the host where it is left out.</summary>
    public string? Audience { get; init; }

    internal override string? ConsumerKey => clientId;

    internal override bool CanRenew => true;

    /// <exception cref="EcaException"><c>CertificateNotAccepted</c>, <c>OAuthRefused</c>, or an error of the
    /// wire.</exception>
    internal override async Task<OAuthToken> LogInAsync(SalesforceClientOptions options, CancellationToken cancellation)
    {
        OAuthOutcome outcome = await SendAsync(TimeSpan.Zero, options, cancellation).ConfigureAwait(false);

        // By the org's clock, the assertion of a machine whose clock is wrong may have expired: once more, with the
        // org's time.
        if (outcome is { Succeeded: false, ClockSkew: { } skew } && skew.Duration() >= LargestSkew)
        {
            outcome = await SendAsync(skew, options, cancellation).ConfigureAwait(false);
        }

        if (outcome.Token is { } token)
        {
            return token;
        }

        // A wrong signature is reported as wrong credentials, an app without or with another certificate as a wrong
        // assertion (field reports).
        bool signature =
            (outcome.Error, outcome.Description) is ("invalid_client", _) or ("invalid_grant", "invalid assertion");
        throw signature
            ? KeyErrors.CertificateNotAccepted(host.Url, clientId, outcome.Error!, outcome.Description!)
            : OAuthErrors.OAuthRefused(host.Url, clientId, OAuthFlow.JwtBearer, outcome.Error!, outcome.Description!);
    }

    private Task<OAuthOutcome> SendAsync(TimeSpan skew, SalesforceClientOptions options, CancellationToken cancellation)
    {
        string assertion = key.Sign(
            clientId,
            username,
            Audience ?? host.Audience,
            options.TimeProvider.GetUtcNow() + skew + Lifetime
        );
        return OAuthTokenClient.SendAsync(host.Url, OAuthGrant.JwtBearer(assertion), options, cancellation);
    }
}
