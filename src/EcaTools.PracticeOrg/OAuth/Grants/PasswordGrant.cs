using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.OAuth.Grants;

/// <summary>
/// The username-password flow: connected apps alone, unless the org blocks it, and until it is retired. It gives no
/// refresh token. The words for a blocked or retired flow are ours.
/// </summary>
internal sealed class PasswordGrant(OrgWorld world, AppAccess access, TokenIssuer issuer, RetiredFlows retired)
    : Grant(world, access, issuer)
{
    public override string Type => "password";

    protected override string LoginSubType => "OauthUsernamePassword";

    public override Answer Answer(TokenRequest request)
    {
        LoginAttempt attempt = BeginWithSecret(request, _ => true);
        attempt.User = World.FindUser(request.Form["username"] ?? "");
        if (attempt.Client.IsExternalClientApp || retired.Has(RetiredFlows.UsernamePassword))
        {
            throw attempt.Refuse(
                "unsupported_grant_type",
                "grant type not supported",
                "Failed: Username-Password Flow Disabled"
            );
        }

        if (World.BlocksUsernamePasswordFlow)
        {
            throw attempt.Refuse("invalid_grant", "authentication failure", "Failed: Username-Password Flow Disabled");
        }

        if (attempt.User is not { } user || !World.Passwords.Is(user.Text("Username")!, request.Form["password"] ?? ""))
        {
            throw attempt.Refuse("invalid_grant", "authentication failure", "Invalid Password");
        }

        Access.CheckUser(attempt);
        return Issuer.Answer(attempt, Scope(attempt, request.Form["scope"]));
    }
}
