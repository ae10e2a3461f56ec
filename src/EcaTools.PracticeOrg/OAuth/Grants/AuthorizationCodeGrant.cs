using System.Security.Cryptography;
using System.Text;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.OAuth.Pending;
using EcaTools.PracticeOrg.OAuth.Signing;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.OAuth.Grants;

/// <summary>A code from the authorize page, for tokens. A code is good once, for its own app, callback and
/// verifier.</summary>
internal sealed class AuthorizationCodeGrant(
    OrgWorld world,
    AppAccess access,
    TokenIssuer issuer,
    PendingLogins pending
) : Grant(world, access, issuer)
{
    public override string Type => "authorization_code";

    protected override string LoginSubType => "OauthWebServer";

    public override Answer Answer(TokenRequest request)
    {
        LoginAttempt attempt = BeginWithSecret(request, client => !client.IsSecretOptional);
        if (
            request.Form["code"] is not { } text
            || !pending.Codes.TryTake(text, out AuthorizationCode? code)
            || code.ConsumerKey != attempt.Client.ConsumerKey
        )
        {
            throw attempt.Refuse("invalid_grant", "expired authorization code", "Failed: Expired Authorization Code");
        }

        attempt.User = UserOf(code.UserId);
        if (request.Form["redirect_uri"] != code.RedirectUri)
        {
            throw attempt.Refuse(
                "redirect_uri_mismatch",
                "redirect_uri must match configuration",
                "Failed: Redirect URI Mismatch"
            );
        }

        if (!IsVerified(code.CodeChallenge, request.Form["code_verifier"]))
        {
            throw attempt.Refuse("invalid_grant", "invalid code verifier", "Failed: Invalid Code Verifier");
        }

        Access.CheckUser(attempt);
        return Issuer.AnswerUser(attempt, code.Scope, code.AuthenticatedAt, code.Nonce);
    }

    /// <summary>The challenge is the verifier's SHA-256 (S256). A verifier without a challenge is refused as well
    /// (UNCONFIRMED).</summary>
    private static bool IsVerified(string? challenge, string? verifier)
    {
        if (challenge is null || verifier is null)
        {
            return challenge is null && verifier is null;
        }

        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(verifier)))),
            Encoding.UTF8.GetBytes(challenge)
        );
    }
}
