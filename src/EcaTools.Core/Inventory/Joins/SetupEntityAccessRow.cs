namespace EcaTools.Core.Inventory.Joins;

/// <summary>A row of SetupEntityAccess: a permission set, or the permission set of a profile, whose users may use an
/// app.</summary>
/// <param name="Id">The row's id.</param>
/// <param name="AppId">The app's id.</param>
/// <param name="ParentId">The permission set's id.</param>
/// <param name="Grant">The permission set or profile.</param>
internal sealed record SetupEntityAccessRow(string Id, string AppId, string ParentId, AppGrant Grant)
{
    /// <summary>The profile's id; null for a permission set.</summary>
    public string? ProfileId { get; init; }

    /// <summary>The namespace of the package that the permission set came in; null for a local one.</summary>
    public string? NamespacePrefix { get; init; }
}
