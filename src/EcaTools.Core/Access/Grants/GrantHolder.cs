namespace EcaTools.Core.Access.Grants;

/// <summary>A permission set, or a profile with the permission set of its own.</summary>
/// <param name="Name">The API name of the permission set, or the name of the profile.</param>
/// <param name="PermissionSetId">The id of the permission set.</param>
/// <param name="IsProfile">Whether it is a profile.</param>
internal sealed record GrantHolder(string Name, string PermissionSetId, bool IsProfile = false)
{
    /// <summary>The namespace of the package that it came in; null for a local one.</summary>
    public string? NamespacePrefix { get; init; }

    /// <summary>The profile's id.</summary>
    public string? ProfileId { get; init; }

    /// <summary>The kind and the name.</summary>
    public override string ToString() => $"the {(IsProfile ? "profile" : "permission set")} {Name}";
}
