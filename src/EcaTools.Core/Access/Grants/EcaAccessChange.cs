namespace EcaTools.Core.Access.Grants;

/// <summary>A change of who may use an app: of a permission set's or profile's access to it, or of a user's assignment
/// to a permission set.</summary>
public sealed record EcaAccessChange
{
    /// <summary>The full name of the app; null for an assignment.</summary>
    public string? App { get; init; }

    /// <summary>The username; null for a permission set's or profile's access to an app.</summary>
    public string? User { get; init; }

    /// <summary>The API name of the permission set; null for a profile.</summary>
    public string? PermissionSet { get; init; }

    /// <summary>The name of the profile; null for a permission set.</summary>
    public string? Profile { get; init; }

    /// <summary>What became of it.</summary>
    public required AccessChangeStatus Status { get; init; }

    /// <summary>The id of the row of SetupEntityAccess or PermissionSetAssignment; null if there was none.</summary>
    public string? Id { get; init; }

    /// <summary>The alias of the org.</summary>
    public required string OrgAlias { get; init; }

    /// <summary>The app or the user.</summary>
    public string Target => App ?? User ?? "";

    /// <summary>The permission set, or the profile.</summary>
    public string Grant => PermissionSet ?? $"profile {Profile}";

    /// <summary>What was given to what, and what became of it.</summary>
    public override string ToString() => $"{Grant} -> {Target}: {Status}";
}
