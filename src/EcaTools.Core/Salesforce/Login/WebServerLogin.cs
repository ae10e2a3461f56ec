using System.Security;
using System.Security.Cryptography;
using System.Text;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Salesforce.Login;

/// <summary>Logs in by the web server flow with PKCE: the user logs in with a browser, which brings the code back to
/// this machine.</summary>
/// <param name="host">The org's My Domain URL, or a login URL.</param>
/// <param name="clientId">The consumer key.</param>
/// <param name="clientSecret">The consumer secret; null where the app does not need it.</param>
/// <param name="callback">The callback URL, http on loopback, as the app has it registered; port 0 picks a free
/// one.</param>
/// <param name="open">Opens the page in a browser, or tells the user where to go.</param>
/// <param name="timeout">How long to wait for the browser.</param>
public sealed class WebServerLogin(
    LoginHost host,
    string clientId,
    SecureString? clientSecret,
    Uri callback,
    Action<Uri> open,
    TimeSpan timeout
) : InteractiveLogin(host, clientId, clientSecret)
{
    /// <inheritdoc/>
    public override OrgLoginMethod Method => OrgLoginMethod.WebServer;

    private protected override async Task<OAuthToken> AskAsync(
        SalesforceClientOptions options,
        CancellationToken cancellation
    )
    {
        string state = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
        string verifier = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
        CallbackAnswer answer;
        Uri url;
        using (CallbackListener listener = CallbackListener.Start(callback))
        {
            url = listener.Url;
            string challenge = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
            open(
                new Uri(
                    $"{Host.Url.GetLeftPart(UriPartial.Authority)}"
                        + $"/services/oauth2/authorize?response_type=code&client_id={Uri.EscapeDataString(ClientId)}"
                        + $"&redirect_uri={Uri.EscapeDataString(url.AbsoluteUri)}&state={state}"
                        + $"&code_challenge={challenge}&code_challenge_method=S256"
                )
            );
            answer = await WaitAsync(listener, state, url, options, cancellation).ConfigureAwait(false);
        }

        return answer.Code is { } code
            ? await OAuthTokenClient
                .RequestAsync(
                    Host.Url,
                    OAuthGrant.AuthorizationCode(ClientId, ClientSecret, code, url.AbsoluteUri, verifier),
                    options,
                    cancellation
                )
                .ConfigureAwait(false)
            : throw (
                answer.Error == "access_denied"
                    ? SalesforceErrors.LoginDenied(Host.Url, ClientId, answer.Error, answer.Description)
                    : OAuthErrors.OAuthRefused(
                        Host.Url,
                        ClientId,
                        OAuthFlow.WebServer,
                        answer.Error!,
                        answer.Description
                    )
            );
    }

    private async Task<CallbackAnswer> WaitAsync(
        CallbackListener listener,
        string state,
        Uri url,
        SalesforceClientOptions options,
        CancellationToken cancellation
    )
    {
        using CancellationTokenSource over = new(timeout, options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellation,
            over.Token
        );
        try
        {
            return await listener.WaitAsync(state, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw SalesforceErrors.LoginTimedOut(
                Host.Url,
                timeout,
                $"No browser came to {url}. If the page says redirect_uri_mismatch, add that URL to the "
                    + $"app's callback URLs."
            );
        }
    }
}
