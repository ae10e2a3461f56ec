using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.OAuth.Grants;

/// <summary>Somebody else's token, for one of this org. A token exchange handler that is enabled for the app says whose
/// it is.</summary>
internal sealed class TokenExchangeGrant(
    OrgWorld world,
    AppAccess access,
    TokenIssuer issuer,
    TokenExchangeHandlers handlers
) : Grant(world, access, issuer)
{
    public override string Type => "urn:ietf:params:oauth:grant-type:token-exchange";

    protected override string LoginSubType => "OauthTokenExchange";

    public override Answer Answer(TokenRequest request)
    {
        LoginAttempt attempt = BeginWithSecret(request, client => client.IsSecretRequiredForExchange);
        if (!attempt.Client.AllowsTokenExchange)
        {
            throw attempt.Refuse(
                "invalid_request",
                "token exchange is not enabled for this app",
                "Failed: Token Exchange Disabled"
            );
        }

        if (
            request.Form["subject_token"] is not { Length: > 0 } token
            || request.Form["subject_token_type"] is not { Length: > 0 } type
        )
        {
            throw attempt.Refuse(
                "invalid_request",
                "subject_token and subject_token_type are required",
                "Failed: Missing Subject Token"
            );
        }

        string handler =
            handlers.Find(attempt.Client, type, request.Form["token_handler"])
            ?? throw attempt.Refuse(
                "invalid_request",
                "no token exchange handler is enabled for this app and token type",
                "Failed: No Token Exchange Handler"
            );
        attempt.User =
            handlers.UserOf(handler, token, type)
            ?? throw attempt.Refuse(
                "invalid_grant",
                "the token exchange handler refused the token",
                "Failed: Token Exchange Handler"
            );
        Access.CheckUser(attempt);
        return Issuer.Answer(attempt, Scope(attempt, request.Form["scope"]));
    }
}
