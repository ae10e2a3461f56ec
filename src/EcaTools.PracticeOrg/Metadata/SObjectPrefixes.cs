using EcaTools.PracticeOrg.Metadata.Schema;

namespace EcaTools.PracticeOrg.Metadata;

/// <summary>The first three characters of the ids of what is not a metadata type.</summary>
internal static class SObjectPrefixes
{
    public const string Organization = "00D";

    public const string User = "005";

    public const string Profile = "00e";

    public const string PermissionSet = "0PS";

    public const string PermissionSetAssignment = "0Pa";

    public const string UserLogin = "0Yw";

    public const string UserLicense = "100";

    public const string PermissionSetLicense = "0PL";

    public const string PermissionSetLicenseAssign = "2LA";

    public const string FieldPermissions = "01k";

    public const string SetupEntityAccess = "0J0";

    public const string AppMenuItem = "0DS";

    public const string SetupAuditTrail = "0Ym";

    public const string EventLogFile = "0AT";

    public const string InstalledMobileApp = "0EZ";

    public const string LoginHistory = "0Ya";

    /// <summary>An OAuth consumer: the second half of an ECA's oauthLink, and the id in the credentials REST
    /// API.</summary>
    public const string Consumer = "888";

    public const string StagedCredential = "0xY";

    /// <summary>A token in the Connect REST API.</summary>
    public const string Token = "0Tk";

    public const string Deploy = "0Af";

    public const string Retrieve = "09S";

    public const string QueryLocator = "01g";

    /// <summary>The prefix of an object's ids, where clients get it; null for what no client looks up by
    /// id.</summary>
    public static string? Of(string sObject) =>
        sObject switch
        {
            "Organization" => Organization,
            "User" => User,
            "Profile" => Profile,
            "PermissionSet" => PermissionSet,
            "PermissionSetAssignment" => PermissionSetAssignment,
            "FieldPermissions" => FieldPermissions,
            "UserLogin" => UserLogin,
            "UserLicense" => UserLicense,
            "PermissionSetLicense" => PermissionSetLicense,
            "PermissionSetLicenseAssign" => PermissionSetLicenseAssign,
            "SetupEntityAccess" => SetupEntityAccess,
            "AppMenuItem" => AppMenuItem,
            "LoginHistory" => LoginHistory,
            "SetupAuditTrail" => SetupAuditTrail,
            "EventLogFile" => EventLogFile,
            "ConnectedApplication" => MetadataTypeTable.Default["ConnectedApp"].IdPrefix,
            "ExternalClientApplication" => MetadataTypeTable.Default["ExternalClientApplication"].IdPrefix,
            _ => null,
        };
}
