using System.Text.Json;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Usage;

/// <summary>The usernames of users by id, each looked up once. Logins tell the id alone, and have no relationship to
/// the user (Object Reference: LoginHistory).</summary>
/// <param name="org">The org.</param>
internal sealed class UserNames(EcaOrg org)
{
    /// <summary>As many ids as a query's URL has room for.</summary>
    private const int Batch = 300;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Looks the users up that are not known yet. A user that the org does not show stays without a
    /// name.</summary>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape.</exception>
    public async Task ReadAsync(IEnumerable<string> ids, CancellationToken cancellation)
    {
        foreach (string[] batch in ids.Where(id => !_names.ContainsKey(id)).Chunk(Batch))
        {
            string soql = $"SELECT Id, Username FROM User WHERE Id IN ({string.Join(',', batch.Select(Soql.Text))})";
            try
            {
                await foreach (
                    JsonElement row in org.GetClient()
                        .QueryAsync(soql, cancellation: cancellation)
                        .ConfigureAwait(false)
                )
                {
                    if (row.Text("Id") is { } id && row.Text("Username") is { } name)
                    {
                        _names[id] = name;
                    }
                }
            }
            catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
            {
                // The rows keep the ids, which are what a name would be looked up by.
            }
        }
    }

    /// <summary>The username; null where it is not known.</summary>
    public string? Of(string? id) => id is null ? null : _names.GetValueOrDefault(id);
}
