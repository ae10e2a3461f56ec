using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>
/// Logs in by the JWT bearer flow, as callers do. The sessions are left to end by themselves: an org may hand one session to several
/// callers of an app, and its end would be theirs too.
/// </summary>
internal sealed class CertificateProof(EcaOrg org, CertificateRotationRequest request)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly SalesforceClientOptions options = org.GetClient().Wire.Options;

    /// <summary>Logs in, again and again while the org may not have taken up the change.</summary>
    /// <returns>What the org said last, where it let nobody in; null where it did.</returns>
    /// <exception cref="EcaException">An error of the wire: neither yes nor no.</exception>
    public async Task<EcaException?> TryAsync(JwtSigningKey key, string consumerKey, TimeSpan maximumWait, CancellationToken cancellation)
    {
        JwtBearerLogin login = new(LoginHost.From(new Uri(org.InstanceUrl)), consumerKey, request.Username, key) { Audience = request.Audience ?? org.GetAssertionAudience() };
        TimeProvider time = options.TimeProvider;
        long start = time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, LongestPause.Ticks)))
        {
            try
            {
                await login.LogInAsync(options, cancellation).ConfigureAwait(false);
                return null;
            }
            catch (EcaException refused) when (refused.ErrorId is nameof(KeyErrors.CertificateNotAccepted) or nameof(OAuthErrors.OAuthRefused))
            {
                if (time.GetElapsedTime(start) >= maximumWait)
                {
                    return refused;
                }
            }

            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
        }
    }
}
