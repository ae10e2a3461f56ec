namespace EcaTools.Core.Access;

/// <summary>What gives users access to an app.</summary>
public enum AccessThrough : long
{
    /// <summary>A permission set that is assigned to them.</summary>
    PermissionSet,

    /// <summary>Their profile.</summary>
    Profile,

    /// <summary>Nothing: every user of the org may authorize the app.</summary>
    SelfAuthorization,

    /// <summary>The app is closed and nothing gives access, so nobody may use it.</summary>
    Nobody,

    /// <summary>The grants could not be read, so it is not known who may use the app.</summary>
    Unknown,
}
