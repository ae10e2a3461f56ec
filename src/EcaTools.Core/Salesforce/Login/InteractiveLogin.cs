using System.Net;
using System.Security;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Salesforce.Login;

/// <summary>A login that needs a user the first time, and goes on with the refresh token where the app's scopes give
/// one.</summary>
/// <param name="host">The org's My Domain URL, or a login URL.</param>
/// <param name="clientId">The consumer key.</param>
/// <param name="clientSecret">The consumer secret; null where the app does not need it.</param>
public abstract class InteractiveLogin(LoginHost host, string clientId, SecureString? clientSecret) : OrgLogin
{
    private RefreshTokenLogin? _refresh;

    internal sealed override string? ConsumerKey => ClientId;

    internal sealed override bool CanRenew => _refresh is not null;

    /// <summary>Where the login goes.</summary>
    protected LoginHost Host { get; } = host;

    /// <summary>The consumer key.</summary>
    protected string ClientId { get; } = clientId;

    /// <summary>The consumer secret; null where the app does not need it.</summary>
    protected SecureString? ClientSecret { get; } = clientSecret;

    internal sealed override async Task<OAuthToken> LogInAsync(
        SalesforceClientOptions options,
        CancellationToken cancellation
    )
    {
        OAuthToken token = await AskAsync(options, cancellation).ConfigureAwait(false);
        _refresh = token.RefreshToken is { } text
            ? new RefreshTokenLogin(Host, ClientId, ClientSecret, new NetworkCredential("", text).SecurePassword)
            : null;
        return token;
    }

    internal sealed override Task<OAuthToken> RenewAsync(
        SalesforceClientOptions options,
        CancellationToken cancellation
    ) => _refresh!.LogInAsync(options, cancellation);

    /// <summary>Asks the user.</summary>
    private protected abstract Task<OAuthToken> AskAsync(
        SalesforceClientOptions options,
        CancellationToken cancellation
    );
}
