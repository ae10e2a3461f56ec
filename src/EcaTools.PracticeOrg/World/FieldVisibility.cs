using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.World;

/// <summary>
/// Field-level security, as a describe shows it (Object Reference: FieldPermissions). Every field is visible until a row
/// names it; then only to users of a permission set or profile whose row lets them read it. Salesforce hides a field
/// nobody was given; the practice org has no layouts that would give fields, so it begins with all of them.
/// </summary>
internal sealed class FieldVisibility(IOrg world, string userId)
{
    private readonly Lazy<HashSet<string>> _parents = new(() =>
    {
        string? profile = world.Find("User", userId)?.Text("ProfileId");
        return
        [
            .. world
                .Rows("PermissionSetAssignment")
                .Where(row => row.Text("AssigneeId") == userId)
                .Select(row => row.Text("PermissionSetId")!),
            .. world
                .Rows("PermissionSet")
                .Where(row => profile is not null && row.Text("ProfileId") == profile)
                .Select(row => row.Text("Id")!),
        ];
    });

    /// <summary>Whether the user sees the field.</summary>
    public bool IsVisible(string sObject, string field)
    {
        Row[] named = [.. world.Rows("FieldPermissions").Where(row => row.Text("Field") == $"{sObject}.{field}")];
        return named.Length == 0
            || Array.Exists(
                named,
                row => row["PermissionsRead"] is true && _parents.Value.Contains(row.Text("ParentId")!)
            );
    }
}
