using System.Security;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Salesforce.Login;

/// <summary>Logs in by the device flow: the user types a code on a page, on whatever device has a browser.</summary>
/// <param name="host">The org's My Domain URL, or a login URL.</param>
/// <param name="clientId">The consumer key.</param>
/// <param name="clientSecret">The consumer secret; null where the app does not need it.</param>
/// <param name="show">Shows the user the code and the page.</param>
/// <param name="timeout">How long to wait for the user.</param>
public sealed class DeviceLogin(
    LoginHost host,
    string clientId,
    SecureString? clientSecret,
    Action<DeviceCode> show,
    TimeSpan timeout
) : InteractiveLogin(host, clientId, clientSecret)
{
    // What slow_down asks for (RFC 8628, section 3.5).
    private static readonly TimeSpan SlowDown = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override OrgLoginMethod Method => OrgLoginMethod.Device;

    private protected override async Task<OAuthToken> AskAsync(
        SalesforceClientOptions options,
        CancellationToken cancellation
    )
    {
        DeviceCode device = await OAuthTokenClient
            .RequestDeviceCodeAsync(Host.Url, ClientId, null, options, cancellation)
            .ConfigureAwait(false);
        show(device);
        long start = options.TimeProvider.GetTimestamp();
        TimeSpan interval = device.Interval;
        OAuthGrant poll = OAuthGrant.DeviceCode(ClientId, ClientSecret, device.Code);
        while (true)
        {
            await Task.Delay(interval, options.TimeProvider, cancellation).ConfigureAwait(false);
            OAuthOutcome outcome = await OAuthTokenClient
                .SendAsync(Host.Url, poll, options, cancellation)
                .ConfigureAwait(false);
            switch (outcome.Error)
            {
                case null:
                    return outcome.Token!;
                case "authorization_pending":
                    break;
                case "slow_down":
                    interval += SlowDown;
                    break;
                case "access_denied":
                    throw SalesforceErrors.LoginDenied(Host.Url, ClientId, outcome.Error, outcome.Description!);
                default:
                    throw OAuthErrors.OAuthRefused(
                        Host.Url,
                        ClientId,
                        OAuthFlow.Device,
                        outcome.Error,
                        outcome.Description!
                    );
            }

            if (options.TimeProvider.GetElapsedTime(start) + interval > timeout)
            {
                throw SalesforceErrors.LoginTimedOut(
                    Host.Url,
                    timeout,
                    $"Nobody typed the code on {device.VerificationUrl} and authorized the app."
                );
            }
        }
    }
}
