namespace EcaTools.Core.Inventory.Joins;

/// <summary>A row of OauthToken.</summary>
/// <param name="Application">The app's label.</param>
/// <param name="MenuItemId">The app's menu item; null for an app that is not installed.</param>
/// <param name="UserId">Who gave the token.</param>
/// <param name="UseCount">How often it was used.</param>
/// <param name="LastUsed">When it was used last (UTC).</param>
internal sealed record OauthTokenRow(
    string Application,
    string? MenuItemId,
    string UserId,
    long UseCount,
    DateTimeOffset? LastUsed
)
{
    /// <summary>When the token was given (UTC); null if it was not asked for.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>What revokes the token; null if it was not asked for. Nothing prints it.</summary>
    public string? DeleteToken { get; init; }

    /// <summary>The app and the user.</summary>
    public override string ToString() => $"{Application} {UserId}";
}
