using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Access.Grants;

/// <summary>Finds the apps, permission sets, profiles and users that a change of access names. What is not found is a
/// problem of its own.</summary>
/// <param name="org">The org.</param>
internal sealed class AccessDirectory(EcaOrg org)
{
    private const int Batch = 150;

    /// <summary>The errors so far.</summary>
    public List<EcaException> Problems { get; } = [];

    /// <summary>The apps, each once.</summary>
    public async Task<List<(string Name, string Id)>> AppsAsync(
        ImmutableArray<string> names,
        AccessAppKind? kind,
        CancellationToken cancellation
    )
    {
        if (names.IsEmpty)
        {
            return [];
        }

        List<(AccessAppKind Kind, string Name, string Label, string Id)> all = [];
        if (kind is not AccessAppKind.ConnectedApp)
        {
            all.AddRange(
                (await new ExternalClientAppReader(org).ListAsync(cancellation).ConfigureAwait(false))
                    .Where(app => app.Id is not null)
                    .Select(app => (AccessAppKind.ExternalClientApp, app.Name, app.Label, app.Id!))
            );
        }

        if (kind is not AccessAppKind.ExternalClientApp)
        {
            all.AddRange(
                (
                    await new MetadataClient(org.GetClient())
                        .ListAsync(["ConnectedApp"], cancellation)
                        .ConfigureAwait(false)
                )
                    .Where(file => file.Id is not null)
                    .Select(file => (AccessAppKind.ConnectedApp, file.FullName, file.FullName, file.Id!))
            );
        }

        List<(string Name, string Id)> found = [];
        foreach (string name in names)
        {
            (AccessAppKind Kind, string Name, string Label, string Id)[] fits =
            [
                .. all.Where(app => Same(app.Name, name)),
            ];
            fits = fits.Length > 0 ? fits : [.. all.Where(app => Same(app.Label, name))];
            if (fits.Length == 1)
            {
                found.Add((fits[0].Name, fits[0].Id));
            }
            else
            {
                Problems.Add(
                    fits.Length == 0
                        ? GrantErrors.AccessAppNotFound(name, org.Alias)
                        : GrantErrors.AccessAppAmbiguous(name, org.Alias)
                );
            }
        }

        return [.. found.DistinctBy(app => app.Id, StringComparer.Ordinal)];
    }

    /// <summary>The permission sets, each once.</summary>
    public async Task<List<GrantHolder>> PermissionSetsAsync(
        ImmutableArray<string> names,
        CancellationToken cancellation
    )
    {
        List<(string Label, GrantHolder Set)> all = [];
        foreach (string[] some in names.Chunk(Batch))
        {
            // The name of a packaged set is without its namespace here (Object Reference: PermissionSet).
            string list = string.Join(
                ',',
                some.SelectMany(name => new[] { name, WithoutNamespace(name) })
                    .Distinct(StringComparer.Ordinal)
                    .Select(Soql.Text)
            );
            string soql =
                $"SELECT Id, Name, Label, NamespacePrefix FROM PermissionSet WHERE IsOwnedByProfile = false AND (Name IN ({list}) OR Label IN ({list}))";
            await foreach (JsonElement row in QueryAsync(soql, cancellation).ConfigureAwait(false))
            {
                string? prefix = row.Text("NamespacePrefix");
                string name = row.Text("Name") ?? "";
                all.Add(
                    (
                        row.Text("Label") ?? "",
                        new GrantHolder(prefix is null ? name : $"{prefix}__{name}", row.Text("Id") ?? "")
                        {
                            NamespacePrefix = prefix,
                        }
                    )
                );
            }
        }

        List<GrantHolder> found = [];
        foreach (string name in names)
        {
            GrantHolder[] fits = [.. all.Where(set => Same(set.Set.Name, name)).Select(set => set.Set)];
            fits = fits.Length > 0 ? fits : [.. all.Where(set => Same(set.Label, name)).Select(set => set.Set)];
            if (fits.Length == 1)
            {
                found.Add(fits[0]);
            }
            else
            {
                Problems.Add(
                    fits.Length == 0
                        ? GrantErrors.PermissionSetNotFound(name, org.Alias)
                        : GrantErrors.PermissionSetAmbiguous(name, fits.Select(set => set.Name), org.Alias)
                );
            }
        }

        return [.. found.DistinctBy(set => set.PermissionSetId, StringComparer.Ordinal)];
    }

    /// <summary>The profiles, each with the permission set that it owns.</summary>
    public async Task<List<GrantHolder>> ProfilesAsync(ImmutableArray<string> names, CancellationToken cancellation)
    {
        List<GrantHolder> found = [];
        foreach (string[] some in names.Chunk(Batch))
        {
            string soql =
                $"SELECT Id, ProfileId, Profile.Name FROM PermissionSet WHERE IsOwnedByProfile = true AND Profile.Name IN ({string.Join(',', some.Select(Soql.Text))})";
            await foreach (JsonElement row in QueryAsync(soql, cancellation).ConfigureAwait(false))
            {
                found.Add(
                    new GrantHolder(
                        row.TryGetProperty("Profile", out JsonElement profile) ? profile.Text("Name") ?? "" : "",
                        row.Text("Id") ?? "",
                        IsProfile: true
                    )
                    {
                        ProfileId = row.Text("ProfileId"),
                    }
                );
            }
        }

        Problems.AddRange(
            names
                .Where(name => !found.Exists(profile => Same(profile.Name, name)))
                .Select(name => GrantErrors.ProfileNotFound(name, org.Alias))
        );
        return found;
    }

    /// <summary>The users that can get something assigned. One who is not active is a problem, unless something is
    /// taken from them.</summary>
    public async Task<List<(string Name, string Id)>> UsersAsync(
        ImmutableArray<string> names,
        bool isGrant,
        CancellationToken cancellation
    )
    {
        List<(string Name, string Id, bool IsActive)> all = [];
        foreach (string[] some in names.Chunk(Batch))
        {
            string[] ids = [.. some.Where(SalesforceId.IsId)];
            string byId = ids.Length == 0 ? "" : $" OR Id IN ({string.Join(',', ids.Select(Soql.Text))})";
            string soql =
                $"SELECT Id, Username, IsActive FROM User WHERE Username IN ({string.Join(',', some.Select(Soql.Text))}){byId}";
            await foreach (JsonElement row in QueryAsync(soql, cancellation).ConfigureAwait(false))
            {
                all.Add((row.Text("Username") ?? "", row.Text("Id") ?? "", row.Flag("IsActive")));
            }
        }

        List<(string Name, string Id)> found = [];
        foreach (string name in names)
        {
            int at = all.FindIndex(user =>
                Same(user.Name, name) || SalesforceId.Short(user.Id) == SalesforceId.Short(name)
            );
            if (at < 0)
            {
                Problems.Add(AccessErrors.UserNotFound([name], org.Alias));
            }
            else if (isGrant && !all[at].IsActive)
            {
                Problems.Add(GrantErrors.UserInactive(all[at].Name, org.Alias));
            }
            else
            {
                found.Add((all[at].Name, all[at].Id));
            }
        }

        return [.. found.DistinctBy(user => user.Id, StringComparer.Ordinal)];
    }

    /// <summary>The active users of a profile.</summary>
    public async Task<List<(string Name, string Id)>> UsersOfProfileAsync(
        GrantHolder profile,
        CancellationToken cancellation
    )
    {
        List<(string Name, string Id)> users = [];
        string soql =
            $"SELECT Id, Username FROM User WHERE ProfileId = {Soql.Text(profile.ProfileId ?? "")} AND IsActive = true ORDER BY Username";
        await foreach (JsonElement row in QueryAsync(soql, cancellation).ConfigureAwait(false))
        {
            users.Add((row.Text("Username") ?? "", row.Text("Id") ?? ""));
        }

        return users;
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string WithoutNamespace(string name)
    {
        int at = name.IndexOf("__", StringComparison.Ordinal);
        return at > 0 ? name[(at + 2)..] : name;
    }

    private IAsyncEnumerable<JsonElement> QueryAsync(string soql, CancellationToken cancellation) =>
        org.GetClient().QueryAsync(soql, cancellation: cancellation);
}
