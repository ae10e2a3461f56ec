using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Salesforce.OAuth;

/// <summary>What the token endpoint answered.</summary>
/// <param name="AccessToken">The token.</param>
/// <param name="InstanceUrl">The instance that it is for.</param>
/// <param name="Scope">The scopes that it has, separated by spaces; null where the response names none.</param>
/// <param name="TokenFormat"><c>jwt</c> for a JWT; null for an opaque token.</param>
/// <param name="Id">The identity URL, which ends in the org's and the user's id; null where the response has
/// none.</param>
public sealed record OAuthToken(
    AccessToken AccessToken,
    Uri InstanceUrl,
    string? Scope,
    string? TokenFormat,
    string? Id
)
{
    /// <summary>Whether a refresh token came with it.</summary>
    public bool HasRefreshToken => RefreshToken is not null;

    /// <summary>The refresh token; null where none was given. Not public, so that nothing prints it.</summary>
    internal string? RefreshToken { get; init; }
}
