namespace EcaTools.Core.Access;

/// <summary>What is noticeable about an access.</summary>
public enum AccessFindingKind : long
{
    /// <summary>The grant is in SetupEntityAccess and not in the policies of the External Client App.</summary>
    OnlyInSetupEntityAccess,

    /// <summary>The policies of the External Client App name the permission set or profile, and SetupEntityAccess has no
    /// such grant.</summary>
    OnlyInPolicies,

    /// <summary>All users may authorize the app, so the grant gives nobody access by OAuth.</summary>
    GrantWithoutEffect,

    /// <summary>Every user of the org may authorize the External Client App.</summary>
    OpenToAllUsers,

    /// <summary>The app is closed, and nothing gives access to it.</summary>
    NobodyHasAccess,

    /// <summary>No user has the permission set or profile.</summary>
    NoUsers,

    /// <summary>Users are inactive, so they cannot log in.</summary>
    InactiveUsers,

    /// <summary>Users are frozen, so they cannot log in.</summary>
    FrozenUsers,

    /// <summary>Users lack the permission API Enabled, so the app gets a token and each of its calls is refused.</summary>
    ApiNotEnabled,

    /// <summary>A profile gives the access, where a permission set would give it to fewer users.</summary>
    GrantedByProfile,

    /// <summary>The client credentials flow of the External Client App runs as an administrator.</summary>
    AdministratorBehindApp,

    /// <summary>The permission set gives access to the app and holds permissions of high risk, too.</summary>
    HighRiskPermissions,
}
