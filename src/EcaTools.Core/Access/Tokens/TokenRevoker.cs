using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Access.Tokens;

/// <summary>Revokes tokens one by one, by what OauthToken gives for it (Object Reference: OauthToken.DeleteToken).
/// </summary>
/// <param name="org">The org.</param>
public sealed class TokenRevoker(EcaOrg org)
{
    /// <summary>Revokes a token. One that is gone already is not an error.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellation">Stops it. A request that was sent may still be carried out.</param>
    /// <exception cref="EcaException"><c>TokenNotRevoked</c>, or the errors of the
    /// wire.</exception>
    public async Task<EcaTokenRevocation> RevokeAsync(EcaToken token, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.DeleteToken is not { } key)
        {
            throw TokenErrors.TokenNotRevocable(token);
        }

        SalesforceHttp wire = org.GetClient().Wire;
        OAuthOutcome outcome = await OAuthTokenClient
            .RevokeAsync(wire.Instance, key, wire.Options, cancellation)
            .ConfigureAwait(false);
        TokenRevocationStatus status = outcome switch
        {
            { IsAccepted: true } => TokenRevocationStatus.Revoked,
            { Error: "invalid_token" or "unsupported_token_type" } => TokenRevocationStatus.AlreadyGone,
            _ => throw TokenErrors.TokenNotRevoked(token, $"{outcome.Error}: {outcome.Description}"),
        };
        return new EcaTokenRevocation(token.App ?? token.Application, token.User, token.LastUsed, status, org.Alias);
    }
}
