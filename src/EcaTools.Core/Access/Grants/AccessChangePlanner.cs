using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Access.Grants;

/// <summary>Works out which rows a change of access makes and removes. It only reads.</summary>
/// <param name="org">The org.</param>
public sealed class AccessChangePlanner(EcaOrg org)
{
    private const int Batch = 150;

    /// <summary>Makes the plan.</summary>
    /// <param name="request">What is to be changed.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The errors of the wire.</exception>
    public async Task<AccessChangePlan> PlanAsync(AccessChangeRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        AccessDirectory directory = new(org);
        List<(string Name, string Id)> apps = await directory
            .AppsAsync(request.Apps, request.AppKind, cancellation)
            .ConfigureAwait(false);
        List<GrantHolder> sets = await directory
            .PermissionSetsAsync(request.PermissionSets, cancellation)
            .ConfigureAwait(false);
        List<GrantHolder> profiles = await directory
            .ProfilesAsync(request.Profiles, cancellation)
            .ConfigureAwait(false);
        List<(string Name, string Id)> users = await directory
            .UsersAsync(request.Users, request.IsGrant, cancellation)
            .ConfigureAwait(false);
        if (apps.Count > 0)
        {
            foreach (GrantHolder managed in sets.Where(set => set.NamespacePrefix is not null).ToArray())
            {
                sets.Remove(managed);
                directory.Problems.Add(
                    GrantErrors.PermissionSetManaged(managed.Name, managed.NamespacePrefix!, org.Alias)
                );
            }
        }

        Dictionary<(string, string), string> grants = await ExistingAsync(
                ("SetupEntityAccess", "SetupEntityId", "ParentId"),
                apps,
                cancellation
            )
            .ConfigureAwait(false);
        List<AccessChangeStep> ofApps = [.. Steps(request.IsGrant, apps, isApp: true, sets, grants)];
        List<AccessChangeStep> withdrawn = [];
        List<(GrantHolder? Profile, (string Name, string Id) User)> assignees =
        [
            .. users.Select(user => ((GrantHolder?)null, user)),
        ];
        foreach (GrantHolder profile in profiles)
        {
            AccessChangeStep[] own =
            [
                .. Steps(isGrant: false, apps, isApp: true, [profile], grants)
                    .Select(step => step with { MovedFrom = request.IsGrant ? profile.Name : null }),
            ];
            withdrawn.AddRange(own);

            // Once the profile has no access any more, there is nothing to move, and its users are left alone: a second
            // run changes nothing.
            if (request.IsGrant && sets.Count > 0 && Array.Exists(own, step => !step.IsDone))
            {
                assignees.AddRange(
                    (await directory.UsersOfProfileAsync(profile, cancellation).ConfigureAwait(false)).Select(user =>
                        ((GrantHolder?)profile, user)
                    )
                );
            }
        }

        Dictionary<(string, string), string> assigned = await ExistingAsync(
                ("PermissionSetAssignment", "AssigneeId", "PermissionSetId"),
                [.. assignees.Select(assignee => assignee.User).DistinctBy(user => user.Id, StringComparer.Ordinal)],
                cancellation
            )
            .ConfigureAwait(false);
        IEnumerable<AccessChangeStep> ofUsers = assignees.SelectMany(assignee =>
            Steps(request.IsGrant, [assignee.User], isApp: false, sets, assigned)
                .Select(step => step with { MovedFrom = assignee.Profile?.Name })
        );
        return new AccessChangePlan(
            [
                [.. ofApps],
                [.. ofUsers.DistinctBy(step => (step.Target.Id, step.Grant))],
                [.. withdrawn],
            ],
            [.. directory.Problems]
        );
    }

    private static IEnumerable<AccessChangeStep> Steps(
        bool isGrant,
        IEnumerable<(string Name, string Id)> targets,
        bool isApp,
        IReadOnlyCollection<GrantHolder> holders,
        Dictionary<(string, string), string> existing
    ) =>
        from target in targets
        from holder in holders
        select new AccessChangeStep(isGrant, target, isApp, holder)
        {
            ExistingId = existing.GetValueOrDefault(
                (SalesforceId.Short(target.Id), SalesforceId.Short(holder.PermissionSetId))
            ),
        };

    /// <summary>The ids of the rows that are there, by their target and permission set.</summary>
    private async Task<Dictionary<(string Target, string Set), string>> ExistingAsync(
        (string Name, string Target, string Set) table,
        IReadOnlyCollection<(string Name, string Id)> targets,
        CancellationToken cancellation
    )
    {
        Dictionary<(string, string), string> existing = [];
        foreach ((string Name, string Id)[] some in targets.Chunk(Batch))
        {
            string ids = string.Join(',', some.Select(target => Soql.Text(target.Id)));
            string soql = $"SELECT Id, {table.Target}, {table.Set} FROM {table.Name} WHERE {table.Target} IN ({ids})";
            await foreach (
                JsonElement row in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
            )
            {
                (string, string) key = (
                    SalesforceId.Short(row.Text(table.Target) ?? ""),
                    SalesforceId.Short(row.Text(table.Set) ?? "")
                );
                existing[key] = row.Text("Id") ?? "";
            }
        }

        return existing;
    }
}
