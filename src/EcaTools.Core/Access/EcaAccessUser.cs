namespace EcaTools.Core.Access;

/// <summary>A user that a grant gives access to an app.</summary>
/// <param name="Id">The record id.</param>
/// <param name="Username">The username.</param>
public sealed record EcaAccessUser(string Id, string Username)
{
    /// <summary>Whether the user is active.</summary>
    public bool IsActive { get; init; }

    /// <summary>Whether the user is frozen; null if that could not be read.</summary>
    public bool? IsFrozen { get; init; }

    /// <summary>Whether the user has the permission API Enabled, by profile or permission set; null if that could not
    /// be read.</summary>
    public bool? IsApiEnabled { get; init; }

    /// <summary>Whether the user can log in and call the API: active, not frozen, with API Enabled. What could not be
    /// read does not count against the user.</summary>
    public bool CanCallApi => IsActive && IsFrozen != true && IsApiEnabled != false;

    /// <summary>The username.</summary>
    public override string ToString() => Username;
}
