using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Org;
using EcaTools.PracticeOrg.Sessions;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.OAuth.Grants;

/// <summary>Another access token of a refresh token, under the policies as they are now.</summary>
internal sealed class RefreshTokenGrant(OrgWorld world, AppAccess access, TokenIssuer issuer)
    : Grant(world, access, issuer)
{
    public override string Type => "refresh_token";

    protected override string LoginSubType => "OauthRefreshToken";

    public override Answer Answer(TokenRequest request)
    {
        LoginAttempt attempt = BeginWithSecret(request, client => client.IsSecretRequiredForRefresh);
        string text = request.Form["refresh_token"] ?? "";
        if (World.Sessions.FindRotatedAway(text) is { } stolen && IsOf(attempt, stolen))
        {
            // Somebody uses a token that was replaced: either they or the rightful owner stole it, so the current one
            // ends too (Metadata API Developer Guide: isRefreshTokenRotationEnabled).
            World.Sessions.End(stolen);
            attempt.User = UserOf(stolen.UserId);
            throw Expired(attempt);
        }

        if (World.Sessions.FindRefresh(text) is not { } token || token.DeleteToken == text || !IsOf(attempt, token))
        {
            throw Expired(attempt);
        }

        attempt.User = UserOf(token.UserId);
        if (
            attempt.Client.RefreshTokens.IsOver(token, World.Now)
            || (attempt.Client.EnforcesRefreshTokenTtl && token.LastUsedAt + RefreshTokenPolicy.IdleLimit <= World.Now)
        )
        {
            World.Sessions.End(token);
            throw Expired(attempt);
        }

        Access.CheckUser(attempt, isRefresh: true);
        string? rotated = attempt.Client.RotatesRefreshTokens ? CredentialSource.RefreshToken() : null;
        return World.Sessions.Use(text, rotated, out token)
            ? Issuer.AnswerRefresh(attempt, token, rotated)
            : throw Expired(attempt);
    }

    private static bool IsOf(LoginAttempt attempt, RefreshToken token) => token.AppRecordId == attempt.Client.Record.Id;

    private static OAuthException Expired(LoginAttempt attempt) =>
        attempt.Refuse("invalid_grant", "expired access/refresh token", "Failed: Expired Refresh Token");
}
