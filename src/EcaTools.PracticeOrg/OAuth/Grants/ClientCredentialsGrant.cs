using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.OAuth.Grants;

/// <summary>An app logs in as its run-as user. It gets no refresh token.</summary>
internal sealed class ClientCredentialsGrant(OrgWorld world, AppAccess access, TokenIssuer issuer)
    : Grant(world, access, issuer)
{
    public override string Type => "client_credentials";

    protected override string LoginSubType => "OauthClientCredentials";

    public override Answer Answer(TokenRequest request)
    {
        LoginAttempt attempt = BeginWithSecret(request, _ => true);
        if (
            attempt.Client.RunAsUser is not { } username
            || World.FindUser(username) is not { } user
            || user["IsActive"] is not true
        )
        {
            throw attempt.Refuse(
                "invalid_grant",
                "no client credentials user enabled",
                "Failed: No Client Credentials User"
            );
        }

        attempt.User = user;
        Access.CheckAddress(attempt);
        return Issuer.Answer(attempt, attempt.Client.Scope);
    }
}
