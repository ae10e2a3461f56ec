using System.Collections.Frozen;
using System.Collections.Immutable;

namespace EcaTools.PracticeOrg.Embedded;

/// <summary>The user permissions that permission sets may grant, read from Data/user-permissions.json.</summary>
internal static class UserPermissionNames
{
    private static readonly FrozenSet<string> s_all = EmbeddedData
        .Json<Document>("user-permissions.json")
        .Names.ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string name) => s_all.Contains(name);

    private sealed record Document(ImmutableArray<string> Names);
}
