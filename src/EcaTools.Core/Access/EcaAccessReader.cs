using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Access;

/// <summary>
/// Reads who may use the apps of an org and through what. The number of requests does not grow with the apps, but for
/// the pages of the responses.
/// </summary>
/// <param name="org">The org.</param>
public sealed class EcaAccessReader(EcaOrg org)
{
    private static readonly ImmutableArray<string> Types =
    [
        SetupEntityAccessReader.ConnectedApps,
        SetupEntityAccessReader.ExternalClientApps,
    ];

    /// <summary>Reads the access to all apps that are wanted, or that of some users.</summary>
    /// <param name="wants">Whether an app is wanted, by its name and label.</param>
    /// <param name="usernames">The usernames or ids of the users; empty for all users.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>UserNotFound</c>, or the errors of the wire that no further request would
    /// escape.</exception>
    public async IAsyncEnumerable<EcaAccess> ReadAsync(
        Func<string, string, bool> wants,
        IReadOnlyCollection<string> usernames,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        List<AccessUserRow>? users =
            usernames.Count == 0
                ? null
                : await AccessUserRow.FindAsync(org, usernames, cancellation).ConfigureAwait(false);
        List<AccessApp> apps =
        [
            .. (await new AccessApps(org).ReadAsync(cancellation).ConfigureAwait(false)).Where(app =>
                wants(app.Name, app.Label)
            ),
        ];
        if (apps.Count == 0)
        {
            yield break;
        }

        HashSet<string> ids = [.. apps.Select(app => app.Id).OfType<string>().Select(SalesforceId.Short)];
        (List<SetupEntityAccessRow> rows, UnreadPart? noGrants) = await GrantsAsync(ids, cancellation)
            .ConfigureAwait(false);
        AccessUsers directory = await AccessUsers
            .ReadAsync(org, rows, users is null ? null : [.. users.Select(user => user.Id)], cancellation)
            .ConfigureAwait(false);
        AccessPrivileges privileges = await AccessPrivileges
            .ReadAsync(org, apps, rows, cancellation)
            .ConfigureAwait(false);
        AccessJudge judge = new(org, directory, privileges, noGrants)
        {
            Wanted = users?.ConvertAll(user => directory.User(user.Id, user.Username, user.IsActive, user.ProfileId)),
        };
        ILookup<string, SetupEntityAccessRow> byApp = rows.ToLookup(
            row => SalesforceId.Short(row.AppId),
            StringComparer.Ordinal
        );
        foreach (AccessApp app in apps)
        {
            foreach (EcaAccess access in judge.Of(app, app.Id is null ? [] : byApp[SalesforceId.Short(app.Id)]))
            {
                yield return access;
            }
        }
    }

    private async Task<(List<SetupEntityAccessRow> Rows, UnreadPart? NotRead)> GrantsAsync(
        HashSet<string> apps,
        CancellationToken cancellation
    )
    {
        List<SetupEntityAccessRow> rows = [];
        try
        {
            await foreach (
                SetupEntityAccessRow row in new SetupEntityAccessReader(org)
                    .ReadAsync(Types, cancellation)
                    .ConfigureAwait(false)
            )
            {
                if (apps.Contains(SalesforceId.Short(row.AppId)))
                {
                    rows.Add(row);
                }
            }

            return (rows, null);
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            return ([], new SourceAccess(org).Refused(InventoryFacts.Default.Source("SetupEntityAccess"), error));
        }
    }
}
