namespace EcaTools.Core.Access.PermissionSets;

/// <summary>A permission set for the access to one app.</summary>
/// <param name="Name">The API name.</param>
/// <param name="Label">The label.</param>
/// <param name="Path">The metadata file.</param>
/// <param name="Status">What became of it.</param>
public sealed record EcaPermissionSet(string Name, string Label, string Path, PermissionSetStatus Status)
{
    /// <summary>The alias of the org; null if it was not published.</summary>
    public string? OrgAlias { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
