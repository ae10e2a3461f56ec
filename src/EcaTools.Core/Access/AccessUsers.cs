using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Access;

/// <summary>Which users have which permission sets and profiles, and whether they can log in and call the API.</summary>
internal sealed class AccessUsers
{
    /// <summary>As many ids as a query's URL has room for.</summary>
    private const int Batch = 300;

    private readonly EcaOrg _org;
    private readonly Dictionary<string, HashSet<EcaAccessUser>> _bySet = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<EcaAccessUser>> _byProfile = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EcaAccessUser> _users = new(StringComparer.Ordinal);
    private readonly UnreadParts _unread = new();
    private HashSet<string>? _profilesWithApi;
    private HashSet<string>? _usersWithApi;
    private HashSet<string>? _frozen;

    private AccessUsers(EcaOrg org) => _org = org;

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<UnreadPart> NotRead => _unread.Parts;

    /// <summary>Whether the users of permission sets and profiles were read.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Reads the users of some grants.</summary>
    /// <param name="org">The org.</param>
    /// <param name="rows">The grants.</param>
    /// <param name="users">The ids of the users that are of interest; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape.</exception>
    public static async Task<AccessUsers> ReadAsync(
        EcaOrg org,
        IReadOnlyCollection<SetupEntityAccessRow> rows,
        IReadOnlyCollection<string>? users,
        CancellationToken cancellation
    )
    {
        AccessUsers read = new(org);
        string[] sets = Ids(rows.Where(row => row.ProfileId is null).Select(row => row.ParentId));
        string[] profiles = Ids(rows.Select(row => row.ProfileId).OfType<string>());
        await read
            ._unread.TryAsync("Profile", () => read.ReadApiEnabledAsync(users, cancellation))
            .ConfigureAwait(false);
        await read._unread.TryAsync("UserLogin", () => read.ReadFrozenAsync(users, cancellation)).ConfigureAwait(false);
        read.IsKnown =
            await read
                ._unread.TryAsync("PermissionSetAssignment", () => read.ReadAssignedAsync(sets, users, cancellation))
                .ConfigureAwait(false)
            & await read
                ._unread.TryAsync("User", () => read.ReadProfilesAsync(profiles, users, cancellation))
                .ConfigureAwait(false);
        await read
            ._unread.TryAsync("PermissionSetGroupComponent", () => read.ReadGroupsAsync(sets, users, cancellation))
            .ConfigureAwait(false);
        return read;
    }

    /// <summary>The users of a grant, in the order of their names.</summary>
    public ImmutableArray<EcaAccessUser> Of(SetupEntityAccessRow row)
    {
        HashSet<EcaAccessUser>? found = row.ProfileId is { } profile
            ? _byProfile.GetValueOrDefault(SalesforceId.Short(profile))
            : _bySet.GetValueOrDefault(SalesforceId.Short(row.ParentId));
        return found is null ? [] : [.. found.OrderBy(user => user.Username, StringComparer.Ordinal)];
    }

    /// <summary>A user as this org sees them.</summary>
    public EcaAccessUser User(string id, string username, bool isActive, string? profileId)
    {
        string key = SalesforceId.Short(id);
        if (_users.TryGetValue(key, out EcaAccessUser? known))
        {
            return known;
        }

        bool? api = null;
        if (_profilesWithApi is not null)
        {
            bool byProfile = profileId is not null && _profilesWithApi.Contains(SalesforceId.Short(profileId));
            api = byProfile ? true : _usersWithApi?.Contains(key);
        }

        return _users[key] = new EcaAccessUser(id, username)
        {
            IsActive = isActive,
            IsApiEnabled = api,
            IsFrozen = _frozen?.Contains(key),
        };
    }

    private static string[] Ids(IEnumerable<string> ids) => [.. ids.Distinct(StringComparer.Ordinal)];

    private static string OfUsers(string field, IReadOnlyCollection<string>? users) =>
        users is null ? "" : $" AND {field} IN ({string.Join(',', users.Select(Soql.Text))})";

    private async Task ReadApiEnabledAsync(IReadOnlyCollection<string>? users, CancellationToken cancellation)
    {
        HashSet<string> profiles = new(StringComparer.Ordinal);
        await foreach (
            JsonElement row in QueryAsync("SELECT Id FROM Profile WHERE PermissionsApiEnabled = true", cancellation)
                .ConfigureAwait(false)
        )
        {
            profiles.Add(SalesforceId.Short(row.Text("Id") ?? ""));
        }

        HashSet<string> assigned = new(StringComparer.Ordinal);
        string soql =
            "SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.PermissionsApiEnabled = true AND PermissionSet.IsOwnedByProfile = false"
            + OfUsers("AssigneeId", users);
        await foreach (JsonElement row in QueryAsync(soql, cancellation).ConfigureAwait(false))
        {
            assigned.Add(SalesforceId.Short(row.Text("AssigneeId") ?? ""));
        }

        (_profilesWithApi, _usersWithApi) = (profiles, assigned);
    }

    /// <summary>Which users are frozen (Object Reference: UserLogin.IsFrozen).</summary>
    private async Task ReadFrozenAsync(IReadOnlyCollection<string>? users, CancellationToken cancellation)
    {
        HashSet<string> frozen = new(StringComparer.Ordinal);
        string soql = "SELECT UserId FROM UserLogin WHERE IsFrozen = true" + OfUsers("UserId", users);
        await foreach (JsonElement row in QueryAsync(soql, cancellation).ConfigureAwait(false))
        {
            frozen.Add(SalesforceId.Short(row.Text("UserId") ?? ""));
        }

        _frozen = frozen;
    }

    private async Task ReadAssignedAsync(
        string[] sets,
        IReadOnlyCollection<string>? users,
        CancellationToken cancellation
    )
    {
        foreach (string[] some in sets.Chunk(Batch))
        {
            string soql = AssignmentsOf("PermissionSetId", some, users);
            await foreach (JsonElement row in QueryAsync(soql, cancellation).ConfigureAwait(false))
            {
                AddAssigned(row.Text("PermissionSetId"), row);
            }
        }
    }

    /// <summary>The users of the permission set groups that a permission set is in. An org without groups has no such
    /// rows.</summary>
    private async Task ReadGroupsAsync(
        string[] sets,
        IReadOnlyCollection<string>? users,
        CancellationToken cancellation
    )
    {
        List<(string Group, string Set)> members = [];
        foreach (string[] some in sets.Chunk(Batch))
        {
            string soql =
                $"SELECT PermissionSetGroupId, PermissionSetId FROM PermissionSetGroupComponent WHERE PermissionSetId IN ({string.Join(',', some.Select(Soql.Text))})";
            await foreach (JsonElement row in QueryAsync(soql, cancellation).ConfigureAwait(false))
            {
                members.Add((row.Text("PermissionSetGroupId") ?? "", row.Text("PermissionSetId") ?? ""));
            }
        }

        ILookup<string, string> setsOf = members.ToLookup(
            member => SalesforceId.Short(member.Group),
            member => member.Set,
            StringComparer.Ordinal
        );
        foreach (string[] some in members.Select(member => member.Group).Distinct(StringComparer.Ordinal).Chunk(Batch))
        {
            string soql = AssignmentsOf("PermissionSetGroupId", some, users);
            await foreach (JsonElement row in QueryAsync(soql, cancellation).ConfigureAwait(false))
            {
                foreach (string set in setsOf[SalesforceId.Short(row.Text("PermissionSetGroupId") ?? "")])
                {
                    AddAssigned(set, row);
                }
            }
        }
    }

    private static string AssignmentsOf(string field, string[] ids, IReadOnlyCollection<string>? users) =>
        $"SELECT {field}, AssigneeId, Assignee.Username, Assignee.IsActive, Assignee.ProfileId FROM PermissionSetAssignment WHERE {field} IN ({string.Join(',', ids.Select(Soql.Text))})"
        + OfUsers("AssigneeId", users);

    private void AddAssigned(string? set, JsonElement row)
    {
        if (
            set is null
            || row.Text("AssigneeId") is not { } id
            || !row.TryGetProperty("Assignee", out JsonElement assignee)
        )
        {
            return;
        }

        EcaAccessUser user = User(
            id,
            assignee.Text("Username") ?? id,
            assignee.Flag("IsActive"),
            assignee.Text("ProfileId")
        );
        Of(_bySet, set).Add(user);
    }

    private async Task ReadProfilesAsync(
        string[] profiles,
        IReadOnlyCollection<string>? users,
        CancellationToken cancellation
    )
    {
        foreach (string[] some in profiles.Chunk(Batch))
        {
            string soql =
                $"SELECT Id, Username, IsActive, ProfileId FROM User WHERE ProfileId IN ({string.Join(',', some.Select(Soql.Text))})"
                + OfUsers("Id", users);
            await foreach (JsonElement row in QueryAsync(soql, cancellation).ConfigureAwait(false))
            {
                string id = row.Text("Id") ?? "";
                string profile = row.Text("ProfileId") ?? "";
                Of(_byProfile, profile).Add(User(id, row.Text("Username") ?? id, row.Flag("IsActive"), profile));
            }
        }
    }

    private static HashSet<EcaAccessUser> Of(Dictionary<string, HashSet<EcaAccessUser>> users, string id)
    {
        string key = SalesforceId.Short(id);
        return users.TryGetValue(key, out HashSet<EcaAccessUser>? found) ? found : users[key] = [];
    }

    private IAsyncEnumerable<JsonElement> QueryAsync(string soql, CancellationToken cancellation) =>
        _org.GetClient().QueryAsync(soql, cancellation: cancellation);
}
