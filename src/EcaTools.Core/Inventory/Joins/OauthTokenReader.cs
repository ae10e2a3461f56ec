using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Inventory.Joins;

/// <summary>
/// Reads OauthToken past its limits: a query gives 500 rows and says that it is done, and OFFSET reaches 2,500 rows
/// (Object Reference). Where there are more, the rows are asked for by their users, a few hundred users at a time and
/// fewer where these have too many.
/// </summary>
/// <param name="org">The org.</param>
internal sealed class OauthTokenReader(EcaOrg org)
{
    private readonly InventoryFacts.SourceFact _source = InventoryFacts.Default.Source("OauthToken");

    /// <summary>Whether rows tell when they were made and how they are revoked. Only who asks for it holds what can
    /// revoke a token.</summary>
    public bool WithDetails { get; init; }

    /// <summary>What was not read, and why; null where every row was read. Known once the reading has ended.</summary>
    public UnreadPart? NotRead { get; private set; }

    /// <summary>Whether the user sees their own rows alone, so that the rows say nothing of anybody else.</summary>
    public bool IsOwnRowsAlone { get; private set; }

    /// <summary>Reads the rows.</summary>
    /// <param name="applications">The labels of the apps; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The org refuses, or an error of the wire.</exception>
    public async IAsyncEnumerable<OauthTokenRow> ReadAsync(
        IReadOnlyCollection<string>? applications,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        NotRead = await new SourceAccess(org).OwnRowsAloneAsync(_source, cancellation).ConfigureAwait(false);
        IsOwnRowsAlone = NotRead is not null;
        string filter = applications is null ? "" : $"AppName IN ({string.Join(',', applications.Select(Soql.Text))})";
        (List<OauthTokenRow> all, bool isWhole) = await WithinReachAsync(filter, cancellation).ConfigureAwait(false);
        if (isWhole)
        {
            foreach (OauthTokenRow row in all)
            {
                yield return row;
            }

            yield break;
        }

        UserIds everybody = await UserIds.ReadAsync(org, cancellation).ConfigureAwait(false);
        if (!everybody.IsComplete)
        {
            NotRead ??= Cut(
                $"{org.Alias} has more than {Number(UserIds.Most)} users, and tokens are read by their users; those of the first {Number(UserIds.Most)} were read."
            );
        }

        Queue<ImmutableArray<string>> pieces = new(everybody.Chunks);
        while (pieces.TryDequeue(out ImmutableArray<string> users))
        {
            string ofUsers =
                $"{filter}{(filter.Length == 0 ? "" : " AND ")}UserId IN ({string.Join(',', users.Select(Soql.Text))})";
            (List<OauthTokenRow> rows, bool isAll) = await WithinReachAsync(ofUsers, cancellation)
                .ConfigureAwait(false);
            if (!isAll && users.Length > 1)
            {
                pieces.Enqueue(users[..(users.Length / 2)]);
                pieces.Enqueue(users[(users.Length / 2)..]);
                continue;
            }

            if (!isAll)
            {
                NotRead ??= Cut(
                    $"User {users[0]} has more than {Number(_source.MaximumReach)} tokens, and {org.Alias} gives no more of one user's."
                );
            }

            foreach (OauthTokenRow row in rows)
            {
                yield return row;
            }
        }
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private UnreadPart Cut(string reason) =>
        new(_source.Name, reason)
        {
            NextStep =
                "Revoke tokens that nobody uses (Setup > Connected Apps OAuth Usage), and run the command again; or name the apps one by one.",
        };

    /// <summary>The rows as far as OFFSET reaches, and whether these are all.</summary>
    private async Task<(List<OauthTokenRow> Rows, bool IsWhole)> WithinReachAsync(
        string filter,
        CancellationToken cancellation
    )
    {
        List<OauthTokenRow> rows = [];
        string where = filter.Length == 0 ? "" : $" WHERE {filter}";
        while (rows.Count < _source.MaximumReach)
        {
            int before = rows.Count;
            string soql = string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT AppName, AppMenuItemId, UserId, UseCount, LastUsedDate{(WithDetails ? ", CreatedDate, DeleteToken" : "")} FROM OauthToken{where} ORDER BY UserId LIMIT {_source.MaximumRows}{(before == 0 ? "" : $" OFFSET {before}")}"
            );
            await foreach (
                JsonElement row in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
            )
            {
                rows.Add(
                    new OauthTokenRow(
                        row.Text("AppName") ?? "",
                        row.Text("AppMenuItemId"),
                        row.Text("UserId") ?? "",
                        row.Number("UseCount"),
                        row.Time("LastUsedDate")
                    )
                    {
                        Created = WithDetails ? row.Time("CreatedDate") : null,
                        DeleteToken = WithDetails ? row.Text("DeleteToken") : null,
                    }
                );
            }

            if (rows.Count < before + _source.MaximumRows)
            {
                return (rows, IsWhole: true);
            }
        }

        return (rows, IsWhole: false);
    }
}
