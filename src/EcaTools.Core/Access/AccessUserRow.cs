using System.Text.Json;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Access;

/// <summary>A user, as a query finds it.</summary>
internal sealed record AccessUserRow(string Id, string Username, bool IsActive, string? ProfileId)
{
    /// <summary>Finds users by username or id.</summary>
    /// <exception cref="EcaException"><c>UserNotFound</c>, if any is not there; or an error of the org.</exception>
    public static async Task<List<AccessUserRow>> FindAsync(
        EcaOrg org,
        IReadOnlyCollection<string> usernames,
        CancellationToken cancellation
    )
    {
        const int Batch = 150;
        List<AccessUserRow> found = [];
        foreach (string[] some in usernames.Distinct(StringComparer.OrdinalIgnoreCase).Chunk(Batch))
        {
            string names = string.Join(',', some.Select(Soql.Text));
            string[] ids = [.. some.Where(SalesforceId.IsId)];
            string byId = ids.Length == 0 ? "" : $" OR Id IN ({string.Join(',', ids.Select(Soql.Text))})";
            await foreach (
                JsonElement row in org.GetClient()
                    .QueryAsync(
                        $"SELECT Id, Username, IsActive, ProfileId FROM User WHERE Username IN ({names}){byId}",
                        cancellation: cancellation
                    )
                    .ConfigureAwait(false)
            )
            {
                found.Add(
                    new AccessUserRow(
                        row.Text("Id") ?? "",
                        row.Text("Username") ?? "",
                        row.Flag("IsActive"),
                        row.Text("ProfileId")
                    )
                );
            }
        }

        string[] missing =
        [
            .. usernames.Where(name =>
                !found.Exists(user =>
                    user.Username.Equals(name, StringComparison.OrdinalIgnoreCase)
                    || SalesforceId.Short(user.Id) == SalesforceId.Short(name)
                )
            ),
        ];
        return missing.Length == 0 ? found : throw AccessErrors.UserNotFound(missing, org.Alias);
    }
}
