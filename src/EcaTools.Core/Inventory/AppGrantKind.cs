namespace EcaTools.Core.Inventory;

/// <summary>Who a grant of access to an app is for.</summary>
public enum AppGrantKind : long
{
    /// <summary>The users of a permission set.</summary>
    PermissionSet,

    /// <summary>The users of a profile.</summary>
    Profile,
}
