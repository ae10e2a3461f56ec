using System.Collections.Immutable;

namespace EcaTools.Core.Access.Grants;

/// <summary>Which access is to be given or taken away, by names.</summary>
public sealed record AccessChangeRequest
{
    /// <summary>Whether access is given; else it is taken away.</summary>
    public required bool IsGrant { get; init; }

    /// <summary>The full names or labels of the apps.</summary>
    public ImmutableArray<string> Apps { get; init; } = [];

    /// <summary>The kind of the apps; null if the name alone decides.</summary>
    public AccessAppKind? AppKind { get; init; }

    /// <summary>The API names or labels of the permission sets.</summary>
    public ImmutableArray<string> PermissionSets { get; init; } = [];

    /// <summary>The usernames or ids of the users.</summary>
    public ImmutableArray<string> Users { get; init; } = [];

    /// <summary>The names of the profiles: those whose access moves to the permission set, or is taken away.</summary>
    public ImmutableArray<string> Profiles { get; init; } = [];
}
