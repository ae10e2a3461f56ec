namespace EcaTools.Core.Access.PermissionSets;

/// <summary>What became of a permission set.</summary>
public enum PermissionSetStatus : long
{
    /// <summary>The file was written.</summary>
    Written,

    /// <summary>The file was there and says the same.</summary>
    Unchanged,

    /// <summary>The file is there, and the org has the permission set now.</summary>
    Published,

    /// <summary>The org had a permission set of the name, and it was left as it is.</summary>
    AlreadyInOrg,
}
