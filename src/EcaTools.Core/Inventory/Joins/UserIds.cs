using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Inventory.Joins;

/// <summary>The ids of an org's users, for rows that can be asked for by their users only in pieces.</summary>
internal sealed class UserIds
{
    /// <summary>More users than that, such as those of a community, would take more queries than an inventory is
    /// worth.</summary>
    public const int Most = 100_000;

    /// <summary>As many ids as a query's URL has room for.</summary>
    private const int AtOnce = 300;

    private readonly List<string> _ids = [];

    private UserIds() { }

    /// <summary>Whether all users are there.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>The ids in pieces that fit into a query.</summary>
    public IEnumerable<ImmutableArray<string>> Chunks => _ids.Chunk(AtOnce).Select(chunk => chunk.ToImmutableArray());

    /// <summary>Reads them.</summary>
    /// <exception cref="EcaException">The org refuses, or an error of the wire.</exception>
    public static async Task<UserIds> ReadAsync(EcaOrg org, CancellationToken cancellation)
    {
        UserIds users = new();
        await foreach (
            JsonElement row in org.GetClient()
                .QueryAsync("SELECT Id FROM User", cancellation: cancellation)
                .ConfigureAwait(false)
        )
        {
            if (users._ids.Count == Most)
            {
                users.IsComplete = false;
                break;
            }

            users._ids.Add(row.Text("Id") ?? "");
        }

        return users;
    }
}
