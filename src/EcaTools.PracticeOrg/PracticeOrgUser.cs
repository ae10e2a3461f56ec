namespace EcaTools.PracticeOrg;

/// <summary>A user of a practice org.</summary>
/// <param name="Username">What the user logs in by.</param>
/// <param name="Name">First and last name.</param>
/// <param name="Profile">The profile's name.</param>
/// <param name="PermissionSets">The API names of the permission sets that are assigned, in alphabetical order.</param>
/// <param name="IsActive">Whether the user may log in.</param>
public sealed record PracticeOrgUser(
    string Username,
    string Name,
    string Profile,
    IReadOnlyList<string> PermissionSets,
    bool IsActive
)
{
    /// <summary>The username.</summary>
    public override string ToString() => Username;
}
