using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Sessions;

/// <summary>
/// What a user allowed an app, and what its refresh token stands for; a row of OauthToken. Rotation changes the token,
/// not this.
/// </summary>
/// <param name="Id">Its id in the Connect REST API. OauthToken shows none (Object Reference).</param>
/// <param name="UserId">The user who allowed it.</param>
/// <param name="AppRecordId">The connected app's or ECA's record id; empty for an app that is not installed.</param>
/// <param name="ConsumerKey">The app's consumer key when it was made.</param>
/// <param name="AppLabel">The app's label.</param>
/// <param name="Scope">The scopes, as the OAuth response names them.</param>
/// <param name="IsJwt">Whether its access tokens are in JWT format.</param>
/// <param name="CreatedAt">When the user allowed it.</param>
internal sealed record RefreshToken(
    string Id,
    string UserId,
    string AppRecordId,
    string? ConsumerKey,
    string AppLabel,
    string Scope,
    bool IsJwt,
    DateTimeOffset CreatedAt
)
{
    public required DateTimeOffset LastUsedAt { get; init; }

    public int UseCount { get; init; }

    /// <summary>What OauthToken shows in place of the token.</summary>
    public string Hash { get; } = CredentialSource.TokenHash();

    /// <summary>What the revocation endpoint takes in place of the token (Object Reference: OauthToken).</summary>
    public string DeleteToken { get; } = CredentialSource.TokenHash();

    public override string ToString() => $"{AppLabel} for {UserId}";
}
