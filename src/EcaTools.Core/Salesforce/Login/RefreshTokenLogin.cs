using System.Net;
using System.Security;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Salesforce.Login;

/// <summary>Logs in with a refresh token. Where the org rotates it, the newest is kept, in memory alone.</summary>
public sealed class RefreshTokenLogin : OrgLogin
{
    private readonly LoginHost _host;
    private readonly string _clientId;
    private readonly SecureString? _clientSecret;
    private SecureString _refreshToken;

    /// <summary>A login with a refresh token.</summary>
    /// <param name="host">The org's My Domain URL, or a login URL.</param>
    /// <param name="clientId">The consumer key of the app that the refresh token was given to.</param>
    /// <param name="clientSecret">The consumer secret; null where the app does not need it.</param>
    /// <param name="refreshToken">The refresh token.</param>
    public RefreshTokenLogin(LoginHost host, string clientId, SecureString? clientSecret, SecureString refreshToken) =>
        (_host, _clientId, _clientSecret, _refreshToken) = (host, clientId, clientSecret, refreshToken);

    /// <inheritdoc/>
    public override OrgLoginMethod Method => OrgLoginMethod.RefreshToken;

    internal override string? ConsumerKey => _clientId;

    internal override bool CanRenew => true;

    /// <exception cref="EcaException"><c>OAuthRefused</c>, or an error of the wire.</exception>
    internal override async Task<OAuthToken> LogInAsync(SalesforceClientOptions options, CancellationToken cancellation)
    {
        OAuthToken token = await OAuthTokenClient
            .RequestAsync(
                _host.Url,
                OAuthGrant.RefreshToken(_clientId, _clientSecret, _refreshToken),
                options,
                cancellation
            )
            .ConfigureAwait(false);
        if (token.RefreshToken is { } rotated)
        {
            _refreshToken = new NetworkCredential("", rotated).SecurePassword;
        }

        return token;
    }
}
