using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Inventory;

/// <summary>
/// Reads OauthToken past its limits: a query gives 500 rows and says that it is done, and OFFSET reaches 2,500 rows (Object Reference).
/// The rows are asked for in the order of their users, each query from the user on that the last one broke off at.
/// </summary>
/// <param name="org">The org.</param>
internal sealed class OauthTokenReader(EcaOrg org)
{
    private readonly InventoryFacts.SourceFact source = InventoryFacts.Default.Source("OauthToken");

    /// <summary>What was not read, and why; null where every row was read. Known once the reading has ended.</summary>
    public UnreadPart? NotRead { get; private set; }

    /// <summary>Whether the user sees their own rows alone, so that the rows say nothing of anybody else.</summary>
    public bool IsOwnRowsAlone { get; private set; }

    /// <summary>Reads the rows.</summary>
    /// <param name="applications">The labels of the apps; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The org refuses, or an error of the wire.</exception>
    public async IAsyncEnumerable<OauthTokenRow> ReadAsync(IReadOnlyCollection<string>? applications, [EnumeratorCancellation] CancellationToken cancellation)
    {
        NotRead = await new SourceAccess(org).OwnRowsAloneAsync(source, cancellation).ConfigureAwait(false);
        IsOwnRowsAlone = NotRead is not null;
        string filter = applications is null ? "" : $"AppName IN ({string.Join(',', applications.Select(Soql.Text))})";
        string from = "";
        while (true)
        {
            List<OauthTokenRow> page = await PageAsync(filter, from, offset: 0, cancellation).ConfigureAwait(false);
            if (page.Count < source.MaximumRows)
            {
                foreach (OauthTokenRow row in page)
                {
                    yield return row;
                }

                yield break;
            }

            // The last user's rows may go on, so they are read again, whole. Ids that differ in case alone may stand mixed.
            string last = page[^1].UserId;
            int whole = page.FindLastIndex(row => !row.UserId.Equals(last, StringComparison.OrdinalIgnoreCase)) + 1;
            foreach (OauthTokenRow row in page.Take(whole))
            {
                yield return row;
            }

            if (whole == 0)
            {
                await foreach (OauthTokenRow row in OfOneUserAsync(filter, last, page, cancellation).ConfigureAwait(false))
                {
                    yield return row;
                }
            }

            from = $"UserId {(whole == 0 ? ">" : ">=")} {Soql.Text(last)}";
        }
    }

    /// <summary>The rows of a user who has more than one page of them.</summary>
    private async IAsyncEnumerable<OauthTokenRow> OfOneUserAsync(string filter, string user, List<OauthTokenRow> page, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (int offset = 0; ;)
        {
            foreach (OauthTokenRow row in page)
            {
                yield return row;
            }

            offset += source.MaximumRows;
            if (page.Count < source.MaximumRows)
            {
                yield break;
            }

            if (offset >= source.MaximumReach)
            {
                NotRead = NotRead ?? new UnreadPart(
                    source.Name,
                    string.Create(CultureInfo.InvariantCulture, $"User {user} has more than {source.MaximumReach:N0} tokens, and {org.Alias} gives no more of one user's."))
                {
                    NextStep = "Revoke tokens of that user that are not used (Setup > Connected Apps OAuth Usage), and run the command again.",
                };
                yield break;
            }

            page = await PageAsync(filter, $"UserId = {Soql.Text(user)}", offset, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<List<OauthTokenRow>> PageAsync(string filter, string from, int offset, CancellationToken cancellation)
    {
        string[] conditions = [.. new[] { filter, from }.Where(condition => condition.Length > 0)];
        string where = conditions.Length == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        string soql = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT AppName, AppMenuItemId, UserId, UseCount, LastUsedDate FROM OauthToken{where} ORDER BY UserId LIMIT {source.MaximumRows}{(offset == 0 ? "" : $" OFFSET {offset}")}");
        List<OauthTokenRow> rows = [];
        await foreach (JsonElement row in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false))
        {
            rows.Add(new OauthTokenRow(row.Text("AppName") ?? "", row.Text("AppMenuItemId"), row.Text("UserId") ?? "", row.Number("UseCount"), row.Time("LastUsedDate")));
        }

        return rows;
    }
}
