using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.World;

/// <summary>
/// User licenses, and what they keep from being assigned. A permission set that is tied to a license can be assigned
/// only to users who have it. That the license Salesforce Integration needs the permission set license Salesforce API
/// Integration next to it is documented (Salesforce Help: Give Integration Users API Only Access); the words of the
/// refusal are long-stable and were not read again (UNCONFIRMED).
/// </summary>
internal static class Licenses
{
    public const string Standard = "Salesforce";
    public const string Integration = "Salesforce Integration";

    /// <summary>The rows of UserLicense.</summary>
    public static IEnumerable<Row> UserLicenses(IOrg world) =>
        [License(world, Standard, "SFDC"), License(world, Integration, "PID_Salesforce_Integration")];

    /// <summary>The rows of PermissionSetLicense.</summary>
    public static IEnumerable<Row> PermissionSetLicenses(IOrg world) =>
        [
            new Row(
                ("Id", PermissionSetLicenseId(world)),
                ("DeveloperName", "SalesforceAPIIntegrationPsl"),
                ("MasterLabel", "Salesforce API Integration")
            ),
        ];

    public static string UserLicenseId(IOrg world, string name) =>
        world.Ids.For(SObjectPrefixes.UserLicense, "UserLicense " + name);

    public static string PermissionSetLicenseId(IOrg world) =>
        world.Ids.For(SObjectPrefixes.PermissionSetLicense, "PermissionSetLicense API Integration");

    /// <summary>Refuses a permission set whose license the user lacks.</summary>
    /// <exception cref="RestException">FIELD_INTEGRITY_EXCEPTION.</exception>
    public static void Check(IOrg world, Row user, Row set)
    {
        string userLicense =
            world.Find("Profile", user.Text("ProfileId")!)?.Text("UserLicenseId") ?? UserLicenseId(world, Standard);
        bool isHeld = set.Text("LicenseId") switch
        {
            null => userLicense != UserLicenseId(world, Integration) || HasApiIntegration(world, user),
            var license when license == PermissionSetLicenseId(world) => HasApiIntegration(world, user),
            var license => license == userLicense,
        };
        if (!isHeld)
        {
            throw new RestException(
                400,
                "FIELD_INTEGRITY_EXCEPTION",
                $"Can't assign permission set {set.Text("Label")} to user {user.Text("Username")}. The user license doesn't allow the permission: API Enabled",
                "PermissionSetId"
            );
        }
    }

    private static bool HasApiIntegration(IOrg world, Row user) =>
        world
            .Rows("PermissionSetLicenseAssign")
            .Any(row =>
                row.Text("AssigneeId") == user.Text("Id")
                && row.Text("PermissionSetLicenseId") == PermissionSetLicenseId(world)
            );

    private static Row License(IOrg world, string name, string key) =>
        new(("Id", UserLicenseId(world, name)), ("Name", name), ("MasterLabel", name), ("LicenseDefinitionKey", key));
}
