using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>
/// Logs in by the JWT bearer flow, as callers do. The sessions are left to end by themselves: an org may hand one
/// session to several callers of an app, and its end would be theirs too.
/// </summary>
internal sealed class CertificateProof(EcaOrg org, CertificateRotationRequest request)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly SalesforceClientOptions _options = org.GetClient().Wire.Options;

    /// <summary>
    /// Logs in, and tries again while the org may not have spread the change. A refusal that is not about the key or
    /// certificate, but about the user, the audience or the app, would not end by waiting.
    /// </summary>
    /// <param name="key">The key that signs.</param>
    /// <param name="consumerKey">The app's consumer key.</param>
    /// <param name="maximumWait">How long to try.</param>
    /// <param name="isNewApp">Whether the app was just made: then every refusal may come of that, and nobody waits for
    /// its end.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The last refusal of the org; null if the login succeeded.</returns>
    /// <exception cref="EcaException">An error of the connection: neither yes nor no.</exception>
    public async Task<EcaException?> TryAsync(
        JwtSigningKey key,
        string consumerKey,
        TimeSpan maximumWait,
        bool isNewApp,
        CancellationToken cancellation
    )
    {
        JwtBearerLogin login = new(LoginHost.From(new Uri(org.InstanceUrl)), consumerKey, request.Username, key)
        {
            Audience = request.Audience ?? org.GetAssertionAudience(),
        };
        Backoff backoff = new(_options.TimeProvider, FirstPause, LongestPause);
        while (true)
        {
            try
            {
                await login.LogInAsync(_options, cancellation).ConfigureAwait(false);
                return null;
            }
            catch (EcaException refused)
                when (refused.ErrorId is nameof(KeyErrors.CertificateNotAccepted) or nameof(OAuthErrors.OAuthRefused))
            {
                bool mayEnd = isNewApp || refused.ErrorId == nameof(KeyErrors.CertificateNotAccepted);
                if (!mayEnd || backoff.Waited >= maximumWait)
                {
                    return refused;
                }
            }

            await backoff.PauseAsync(cancellation).ConfigureAwait(false);
        }
    }
}
