namespace EcaTools.Core.Rotation;

/// <summary>A user by whom somebody has called an app, and what that says about the pair in use.</summary>
/// <param name="Username">The username; the id where no name is known.</param>
/// <param name="UserId">The user's id.</param>
/// <param name="LastUsedAt">When a token of theirs was last used; null where the org does not say.</param>
/// <param name="Pair">Which pair the tokens came of.</param>
public sealed record EcaKeyCaller(string Username, string UserId, DateTimeOffset? LastUsedAt, CallerPair Pair)
{
    /// <summary>The username and the pair.</summary>
    public override string ToString() => $"{Username} ({Pair})";
}
