using System.Security;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Salesforce.Login;

/// <summary>Logs in by the client credentials flow, as the user that the app's policies name.</summary>
/// <param name="host">The org's My Domain URL.</param>
/// <param name="clientId">The consumer key.</param>
/// <param name="clientSecret">The consumer secret.</param>
public sealed class ClientCredentialsLogin(LoginHost host, string clientId, SecureString clientSecret) : OrgLogin
{
    /// <inheritdoc/>
    public override OrgLoginMethod Method => OrgLoginMethod.ClientCredentials;

    internal override string? ConsumerKey => clientId;

    internal override bool CanRenew => true;

    /// <exception cref="EcaException"><c>ParameterInvalid</c>, <c>OAuthRefused</c>, or an error of the
    /// wire.</exception>
    internal override async Task<OAuthToken> LogInAsync(SalesforceClientOptions options, CancellationToken cancellation)
    {
        if (host.IsShared)
        {
            throw OAuthErrors.MyDomainRequired(host.Url, "the client credentials flow");
        }

        OAuthOutcome outcome = await OAuthTokenClient
            .SendAsync(host.Url, OAuthGrant.ClientCredentials(clientId, clientSecret), options, cancellation)
            .ConfigureAwait(false);
        return outcome.Token
            ?? throw (
                outcome.Description!.Contains("not supported on this domain", StringComparison.OrdinalIgnoreCase)
                    ? OAuthErrors.MyDomainRequired(host.Url, "the client credentials flow")
                    : OAuthErrors.OAuthRefused(
                        host.Url,
                        clientId,
                        OAuthFlow.ClientCredentials,
                        outcome.Error!,
                        outcome.Description
                    )
            );
    }
}
