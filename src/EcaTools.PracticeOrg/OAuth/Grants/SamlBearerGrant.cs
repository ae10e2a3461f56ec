using System.Security.Cryptography;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.OAuth.Signing;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.OAuth.Grants;

/// <summary>An app vouches for a user with a SAML 2.0 assertion that its certificate verifies.</summary>
internal sealed class SamlBearerGrant(OrgWorld world, AppAccess access, TokenIssuer issuer, Audiences audiences)
    : Grant(world, access, issuer)
{
    private const int MaximumLength = 1024 * 1024;

    public override string Type => "urn:ietf:params:oauth:grant-type:saml2-bearer";

    protected override string LoginSubType => "OauthSamlBearer";

    public override Answer Answer(TokenRequest request)
    {
        string text = request.Form["assertion"] ?? "";
        SamlAssertion assertion =
            (text.Length <= MaximumLength && Base64Url.Decode(text) is { } xml ? SamlAssertion.Parse(xml) : null)
            ?? throw new OAuthException("invalid_grant", "invalid assertion");
        LoginAttempt attempt = Begin(request, assertion.Issuer);
        attempt.User = World.FindUser(assertion.Subject ?? "");
        using RSA? key = AppCertificate.PublicKey(attempt.Client.Certificate);
        if (key is null || !assertion.IsSignedBy(key))
        {
            throw attempt.Refuse("invalid_grant", "invalid assertion", "Failed: Signature Invalid");
        }

        if (!assertion.Audiences.Any(audiences.Has))
        {
            throw attempt.Refuse("invalid_grant", "audience is invalid", "Failed: Audience Invalid");
        }

        if (assertion.Recipient is null || !audiences.HasRecipient(assertion.Recipient))
        {
            throw attempt.Refuse("invalid_grant", "recipient is invalid", "Failed: Recipient Mismatched");
        }

        if (!assertion.IsInForce(World.Now))
        {
            throw attempt.Refuse("invalid_grant", "invalid assertion", "Failed: Assertion Expired");
        }

        if (attempt.User is null)
        {
            throw attempt.Refuse("invalid_grant", "user hasn't approved this consumer", "Failed: Unknown User");
        }

        Access.CheckAssertion(attempt);
        return Issuer.Answer(attempt, attempt.Client.Scope, isSigned: false);
    }
}
