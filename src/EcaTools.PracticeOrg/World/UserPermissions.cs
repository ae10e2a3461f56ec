using System.Collections.Frozen;
using EcaTools.PracticeOrg.Embedded;

namespace EcaTools.PracticeOrg.World;

/// <summary>What users may do: the permissions of their profile and of the permission sets that are assigned to
/// them.</summary>
internal sealed class UserPermissions(IOrg world)
{
    /// <summary>What the Metadata API says to everybody else (field reports).</summary>
    public const string NoMetadataApi =
        "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions";

    private const string Prefix = "Permissions";

    private volatile Snapshot? _snapshot;

    /// <summary>The permissions that the org knows, as fields of Profile and PermissionSet.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        .. SObjectTable
            .Find("PermissionSet", tooling: false)!
            .Fields.Select(f => f.Name)
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)),
    ];

    /// <summary>Whether the user has one of these permissions, such as 'ViewSetup'.</summary>
    public bool Has(string userId, params ReadOnlySpan<string> anyOf)
    {
        FrozenSet<string> granted = Of(userId);
        foreach (string permission in anyOf)
        {
            if (granted.Contains(permission))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The Metadata API wants one of two permissions, by SOAP and by REST.</summary>
    public bool MayUseMetadataApi(string userId) => Has(userId, "ModifyAllData", "ModifyMetadata");

    private FrozenSet<string> Of(string userId)
    {
        long version = world.Version;
        Snapshot? snapshot = _snapshot;
        if (snapshot is null || snapshot.Version != version)
        {
            _snapshot = snapshot = new Snapshot(version, world);
        }

        return snapshot.Of(userId);
    }

    private sealed class Snapshot(long version, IOrg world)
    {
        private readonly ILookup<string, string> _assigned = world
            .Rows("PermissionSetAssignment")
            .ToLookup(r => r.Text("AssigneeId")!, r => r.Text("PermissionSetId")!, StringComparer.Ordinal);
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, FrozenSet<string>> _users = new(
            StringComparer.Ordinal
        );

        public long Version { get; } = version;

        public FrozenSet<string> Of(string userId) =>
            _users.GetOrAdd(
                userId,
                id =>
                {
                    string? profile = world.Find("User", id)?.Text("ProfileId");
                    return world
                        .Rows("PermissionSet")
                        .Where(s =>
                            (profile is not null && s.Text("ProfileId") == profile)
                            || _assigned[id].Contains(s.Text("Id"), StringComparer.Ordinal)
                        )
                        .SelectMany(s => Fields.Where(f => s[f] is true))
                        .Select(f => f[Prefix.Length..])
                        .ToFrozenSet(StringComparer.Ordinal);
                }
            );
    }
}
