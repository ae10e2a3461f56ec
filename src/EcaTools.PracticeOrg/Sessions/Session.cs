namespace EcaTools.PracticeOrg.Sessions;

/// <summary>What an access token stands for.</summary>
/// <param name="UserId">The user who acts.</param>
/// <param name="AppRecordId">The connected app's or ECA's record id; null for the token that the org prints.</param>
/// <param name="ConsumerKey">The app's consumer key; null likewise.</param>
/// <param name="Scope">The scopes, as the OAuth response names them.</param>
/// <param name="IsJwt">Whether the token is in JWT format.</param>
/// <param name="ExpiresAt">When it ends; null never.</param>
internal sealed record Session(
    string UserId,
    string? AppRecordId,
    string? ConsumerKey,
    string Scope,
    bool IsJwt,
    DateTimeOffset? ExpiresAt
)
{
    /// <summary>Its id in the Connect REST API; null for a token that is listed by its refresh token.</summary>
    public string? TokenId { get; init; }

    /// <summary>The refresh token that it ends with, if there is one.</summary>
    public string? RefreshTokenId { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Whether REST, SOAP and the other data APIs take it: they want the scope api or full.</summary>
    public bool ReachesData => Scope.Split(' ').Any(s => s is "api" or "full");
}
