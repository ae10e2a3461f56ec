using System.Collections.Immutable;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Inventory.Joins;

/// <summary>The grants of an org by app: SetupEntityAccess with its permission sets, of which a profile has one of its
/// own.</summary>
internal sealed class AppGrants
{
    private readonly Dictionary<string, List<AppGrant>> _byApp = new(StringComparer.Ordinal);

    private AppGrants() { }

    /// <summary>Grants that could not be read.</summary>
    public static AppGrants Unread(UnreadPart reason) => new() { NotRead = reason };

    /// <summary>Why they could not be read; null where they were.</summary>
    public UnreadPart? NotRead { get; private init; }

    /// <summary>Reads them.</summary>
    /// <exception cref="EcaException">The org refuses, or an error of the wire.</exception>
    public static async Task<AppGrants> ReadAsync(EcaOrg org, CancellationToken cancellation)
    {
        AppGrants grants = new();
        await foreach (
            SetupEntityAccessRow row in new SetupEntityAccessReader(org)
                .ReadAsync([SetupEntityAccessReader.ConnectedApps], cancellation)
                .ConfigureAwait(false)
        )
        {
            string key = SalesforceId.Short(row.AppId);
            (grants._byApp.TryGetValue(key, out List<AppGrant>? others) ? others : grants._byApp[key] = []).Add(
                row.Grant
            );
        }

        return grants;
    }

    /// <summary>The grants of an app; null where they could not be read.</summary>
    public ImmutableArray<AppGrant>? Of(string appId)
    {
        if (NotRead is not null)
        {
            return null;
        }

        return _byApp.TryGetValue(SalesforceId.Short(appId), out List<AppGrant>? found)
            ? [.. found.OrderBy(grant => grant.Kind).ThenBy(grant => grant.Name, StringComparer.Ordinal)]
            : [];
    }
}
