using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Documents;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Access;

/// <summary>What an app can reach through its users beyond what an integration needs: administrators that an app runs
/// as, and permission sets that give access to an app and hold permissions of high risk.</summary>
internal sealed class AccessPrivileges
{
    /// <summary>As many usernames as a query's URL has room for.</summary>
    private const int Batch = 150;

    private static readonly Lazy<Facts> s_facts = new(() => EmbeddedData.Read<Facts>("access-privileges.json"));

    private readonly HashSet<string> _administrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _highRisk = new(StringComparer.Ordinal);
    private readonly UnreadParts _unread = new();

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<UnreadPart> NotRead => _unread.Parts;

    /// <summary>Reads what the users of apps and the permission sets of grants may do.</summary>
    /// <param name="org">The org.</param>
    /// <param name="apps">The apps.</param>
    /// <param name="rows">The grants.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape.</exception>
    public static async Task<AccessPrivileges> ReadAsync(
        EcaOrg org,
        IEnumerable<AccessApp> apps,
        IEnumerable<SetupEntityAccessRow> rows,
        CancellationToken cancellation
    )
    {
        AccessPrivileges read = new();
        string[] users = Distinct(apps.Select(app => app.RunAs).OfType<string>());
        string[] sets = Distinct(rows.Where(row => row.ProfileId is null).Select(row => row.ParentId));
        await read
            ._unread.TryAsync("User", () => read.ReadAdministratorsAsync(org, users, cancellation))
            .ConfigureAwait(false);
        await read
            ._unread.TryAsync("PermissionSet", () => read.ReadHighRiskAsync(org, sets, cancellation))
            .ConfigureAwait(false);
        return read;
    }

    /// <summary>Whether a user is certainly an administrator.</summary>
    public bool IsAdministrator(string username) => _administrators.Contains(username);

    /// <summary>The permissions of high risk that a permission set holds; null if none is known.</summary>
    public string? HighRiskOf(SetupEntityAccessRow row) =>
        _highRisk.GetValueOrDefault(SalesforceId.Short(row.ParentId));

    private static string[] Distinct(IEnumerable<string> texts) => [.. texts.Distinct(StringComparer.Ordinal)];

    /// <summary>The users among some who have the permission by their profile or by a permission set.</summary>
    private async Task ReadAdministratorsAsync(EcaOrg org, string[] users, CancellationToken cancellation)
    {
        string permission = $"Permissions{s_facts.Value.Administrator}";
        foreach (string[] some in users.Chunk(Batch))
        {
            string names = string.Join(',', some.Select(Soql.Text));
            string byProfile = $"SELECT Username FROM User WHERE Profile.{permission} = true AND Username IN ({names})";
            await foreach (
                JsonElement row in org.GetClient()
                    .QueryAsync(byProfile, cancellation: cancellation)
                    .ConfigureAwait(false)
            )
            {
                _administrators.Add(row.Text("Username") ?? "");
            }

            string bySet =
                $"SELECT Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.{permission} = true AND Assignee.Username IN ({names})";
            await foreach (
                JsonElement row in org.GetClient().QueryAsync(bySet, cancellation: cancellation).ConfigureAwait(false)
            )
            {
                if (row.TryGetProperty("Assignee", out JsonElement user) && user.Text("Username") is { } name)
                {
                    _administrators.Add(name);
                }
            }
        }
    }

    private async Task ReadHighRiskAsync(EcaOrg org, string[] sets, CancellationToken cancellation)
    {
        ImmutableArray<string> risky = s_facts.Value.HighRisk;
        string fields = string.Join(", ", risky.Select(name => $"Permissions{name}"));
        foreach (string[] some in sets.Chunk(Batch))
        {
            string soql =
                $"SELECT Id, {fields} FROM PermissionSet WHERE Id IN ({string.Join(',', some.Select(Soql.Text))})";
            await foreach (
                JsonElement row in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
            )
            {
                string[] found = [.. risky.Where(name => row.Flag($"Permissions{name}"))];
                if (found.Length > 0)
                {
                    _highRisk[SalesforceId.Short(row.Text("Id") ?? "")] = string.Join(", ", found);
                }
            }
        }
    }

    /// <summary>What the data holds.</summary>
    internal sealed record Facts(string Administrator, ImmutableArray<string> HighRisk, string Source);
}
