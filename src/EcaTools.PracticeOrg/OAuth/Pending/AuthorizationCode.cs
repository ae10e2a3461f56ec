namespace EcaTools.PracticeOrg.OAuth.Pending;

/// <summary>What an authorization code stands for.</summary>
internal sealed record AuthorizationCode(
    string ConsumerKey,
    string UserId,
    string Scope,
    string RedirectUri,
    string? CodeChallenge,
    string? Nonce,
    DateTimeOffset AuthenticatedAt
);
