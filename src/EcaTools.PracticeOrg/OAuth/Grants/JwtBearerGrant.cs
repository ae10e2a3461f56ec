using System.Security.Cryptography;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.OAuth.Signing;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.OAuth.Grants;

/// <summary>An app vouches for a user with a JWT that its certificate verifies.</summary>
internal sealed class JwtBearerGrant(OrgWorld world, AppAccess access, TokenIssuer issuer, Audiences audiences)
    : Grant(world, access, issuer)
{
    public override string Type => "urn:ietf:params:oauth:grant-type:jwt-bearer";

    protected override string LoginSubType => "OauthJwtBearer";

    public override Answer Answer(TokenRequest request)
    {
        JsonWebToken assertion =
            JsonWebToken.Parse(request.Form["assertion"] ?? "")
            ?? throw new OAuthException("invalid_grant", "invalid assertion");
        LoginAttempt attempt = Begin(request, assertion.Text("iss"));
        attempt.User = World.FindUser(assertion.Text("sub") ?? assertion.Text("prn") ?? "");
        using RSA? key = AppCertificate.PublicKey(attempt.Client.Certificate);
        if (key is null)
        {
            throw attempt.Refuse("invalid_grant", "invalid assertion", "Failed: Certificate Missing");
        }

        if (!assertion.IsSignedBy(key))
        {
            throw attempt.Refuse("invalid_client", "invalid client credentials", "Failed: Invalid Signature");
        }

        if (!assertion.Texts("aud").Any(audiences.Has))
        {
            throw attempt.Refuse("invalid_grant", "audience is invalid", "Failed: Audience Invalid");
        }

        // No upper end is set: the Salesforce CLI gives exp in milliseconds, thousands of years ahead, and is accepted.
        double now = World.Now.ToUnixTimeMilliseconds() / 1000.0;
        if (assertion.Number("exp") is not { } end || end <= now || assertion.Number("nbf") > now)
        {
            throw attempt.Refuse("invalid_grant", "invalid assertion", "Failed: Expired Assertion");
        }

        if (attempt.User is null)
        {
            throw attempt.Refuse("invalid_grant", "user hasn't approved this consumer", "Failed: Unknown User");
        }

        Access.CheckAssertion(attempt);
        return Issuer.Answer(attempt, attempt.Client.Scope, isSigned: false);
    }
}
