namespace EcaTools.Core.Salesforce;

/// <summary>What a token endpoint said to a grant: a token, or a refusal in its own words.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Token">The token; null where it was refused.</param>
/// <param name="Error">The OAuth error, such as <c>invalid_grant</c>; null where a token was given.</param>
/// <param name="Description">The text that goes with the error, without the secrets that were sent; null where a token was given.</param>
public sealed record OAuthOutcome(int Status, OAuthToken? Token, string? Error, string? Description)
{
    /// <summary>Whether a token was given.</summary>
    public bool Succeeded => Token is not null;
}
