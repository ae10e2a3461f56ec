namespace EcaTools.Core.Inventory;

/// <summary>What the App Launcher knows of an app (the object AppMenuItem).</summary>
/// <param name="IsVisible">Whether users see it there.</param>
/// <param name="IsUsingAdminAuthorization">Whether an administrator decides who may use the app.</param>
/// <param name="IsCanvas">Whether it is a canvas app.</param>
/// <param name="IsMobile">Whether it is a mobile app: it names a platform, an operating system, a version or a place to
/// install it from.</param>
/// <param name="StartUrl">Where it leads to; null where it leads nowhere.</param>
public sealed record AppMenuEntry(
    bool IsVisible,
    bool IsUsingAdminAuthorization,
    bool IsCanvas,
    bool IsMobile,
    string? StartUrl
)
{
    /// <summary>Whether users see it.</summary>
    public override string ToString() => IsVisible ? "Visible" : "Hidden";
}
