using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>
/// Looks up what the policies of an app name in an org: permission sets, profiles and users. An org refuses policies
/// that name what it does not have, one name at a time, and only after the app itself is in.
/// </summary>
/// <param name="org">The org.</param>
internal sealed class OrgReferences(EcaOrg org)
{
    /// <summary>As many names as a query's URL has room for.</summary>
    private const int Batch = 100;

    /// <summary>What is missing, as errors; what could not be looked up, as warnings.</summary>
    /// <param name="records">The app's records.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape.</exception>
    public async Task<ImmutableArray<EcaDeploymentProblem>> CheckAsync(
        IReadOnlyCollection<LocalRecord> records,
        CancellationToken cancellation
    )
    {
        ImmutableArray<EcaDeploymentProblem>.Builder problems = ImmutableArray.CreateBuilder<EcaDeploymentProblem>();
        foreach (
            (string what, string[] elements, Func<string[], CancellationToken, Task<HashSet<string>>> find) in ((
                string,
                string[],
                Func<string[], CancellationToken, Task<HashSet<string>>>
            )[])
                [
                    ("permission set", ["commaSeparatedPermissionSet"], FindPermissionSetsAsync),
                    ("profile", ["commaSeparatedProfile"], FindProfilesAsync),
                    ("active user", ["clientCredentialsFlowUser", "executeHandlerAs"], FindUsersAsync),
                ]
        )
        {
            (LocalRecord Record, int Line, string Name)[] named =
            [
                .. records.SelectMany(record => Named(record, elements)),
            ];
            if (named.Length == 0)
            {
                continue;
            }

            try
            {
                HashSet<string> found = await find(
                        [.. named.Select(reference => reference.Name).Distinct(StringComparer.OrdinalIgnoreCase)],
                        cancellation
                    )
                    .ConfigureAwait(false);
                problems.AddRange(
                    named
                        .Where(reference => !found.Contains(reference.Name))
                        .Select(reference =>
                            Problem("Error", reference, $"{org.Alias} has no {what} '{reference.Name}'.")
                        )
                );
            }
            catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
            {
                problems.Add(
                    Problem(
                        "Warning",
                        named[0],
                        $"Whether {org.Alias} has the {what}s that the file names could not be checked. "
                            + $"{error.Message}"
                    )
                );
            }
        }

        return problems.ToImmutable();
    }

    private static EcaDeploymentProblem Problem(
        string severity,
        (LocalRecord Record, int Line, string Name) reference,
        string problem
    ) =>
        new(
            severity,
            reference.Record.File.Type,
            reference.Record.File.FullName,
            reference.Record.File.Path,
            reference.Line,
            problem
        );

    private static IEnumerable<(LocalRecord Record, int Line, string Name)> Named(
        LocalRecord record,
        string[] elements
    ) =>
        from field in record.Record.Fields
        where elements.Contains(field.Name, StringComparer.Ordinal)
        let separator = field.Name.StartsWith("commaSeparated", StringComparison.Ordinal) ? ',' : '\n'
        from name in (field.Value ?? "").Split(
            separator,
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        )
        select (record, field.Line, name);

    /// <summary>Permission sets are named by API name, those of a package with its namespace (field reports).</summary>
    private async Task<HashSet<string>> FindPermissionSetsAsync(string[] names, CancellationToken cancellation)
    {
        string[] own =
        [
            .. names.Select(name =>
                name[(name.IndexOf("__", StringComparison.Ordinal) is > 0 and int mark ? mark + 2 : 0)..]
            ),
        ];
        HashSet<string> found = new(StringComparer.OrdinalIgnoreCase);
        await foreach (
            JsonElement row in RowsAsync(
                    "SELECT Name, NamespacePrefix FROM PermissionSet WHERE IsOwnedByProfile = false AND Name IN",
                    own,
                    cancellation
                )
                .ConfigureAwait(false)
        )
        {
            found.Add(
                row.Text("NamespacePrefix") is { Length: > 0 } prefix
                    ? $"{prefix}__{row.Text("Name")}"
                    : row.Text("Name") ?? ""
            );
        }

        return found;
    }

    /// <summary>
    /// Profiles by name. Metadata calls some standard profiles otherwise than Setup does (Admin for System
    /// Administrator); which of the names an org takes here is UNCONFIRMED, so that either counts.
    /// </summary>
    private async Task<HashSet<string>> FindProfilesAsync(string[] names, CancellationToken cancellation)
    {
        HashSet<string> found = new(StringComparer.OrdinalIgnoreCase);
        await foreach (
            JsonElement row in RowsAsync("SELECT Name FROM Profile WHERE Name IN", names, cancellation)
                .ConfigureAwait(false)
        )
        {
            found.Add(row.Text("Name") ?? "");
        }

        if (!names.All(found.Contains))
        {
            foreach (
                FileProperties profile in await new MetadataClient(org.GetClient())
                    .ListAsync(["Profile"], cancellation)
                    .ConfigureAwait(false)
            )
            {
                found.Add(Uri.UnescapeDataString(profile.FullName));
            }
        }

        return found;
    }

    private async Task<HashSet<string>> FindUsersAsync(string[] names, CancellationToken cancellation)
    {
        HashSet<string> found = new(StringComparer.OrdinalIgnoreCase);
        await foreach (
            JsonElement row in RowsAsync(
                    "SELECT Username FROM User WHERE IsActive = true AND Username IN",
                    names,
                    cancellation
                )
                .ConfigureAwait(false)
        )
        {
            found.Add(row.Text("Username") ?? "");
        }

        return found;
    }

    private async IAsyncEnumerable<JsonElement> RowsAsync(
        string query,
        string[] names,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        foreach (string[] batch in names.Chunk(Batch))
        {
            string soql = $"{query} ({string.Join(',', batch.Select(Soql.Text))})";
            await foreach (
                JsonElement row in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
            )
            {
                yield return row;
            }
        }
    }
}
