namespace EcaTools.PracticeOrg.World;

/// <summary>What an access token stands for.</summary>
/// <param name="UserId">The user who acts.</param>
/// <param name="AppRecordId">The connected app's or ECA's record id; null for the token that the org prints.</param>
/// <param name="ConsumerKey">The app's consumer key; null likewise.</param>
/// <param name="Scope">The scopes, as the OAuth answer names them.</param>
/// <param name="IsJwt">Whether the token is in JWT format.</param>
/// <param name="ExpiresAt">When it ends; null never.</param>
internal sealed record Session(string UserId, string? AppRecordId, string? ConsumerKey, string Scope, bool IsJwt, DateTimeOffset? ExpiresAt);
