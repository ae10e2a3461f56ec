namespace EcaTools.Core.Rotation.Keys;

/// <summary>A user who called an app, and which pair the calls show to be in use.</summary>
/// <param name="Username">The username; the id if no name is known.</param>
/// <param name="UserId">The user's id.</param>
/// <param name="LastUsedAt">When one of the user's tokens was last used; null if the org does not say.</param>
/// <param name="Pair">
/// <c>Previous</c> if a token from before the promotion was used since, else <c>Unknown</c>: an org does not say by
/// which pair a token was issued.
/// </param>
public sealed record EcaKeyCaller(string Username, string UserId, DateTimeOffset? LastUsedAt, CallerPair Pair)
{
    /// <summary>The username and the pair.</summary>
    public override string ToString() => $"{Username} ({Pair})";
}
