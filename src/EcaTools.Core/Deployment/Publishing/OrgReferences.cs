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

    private const string PermissionSet = "permission set";

    private readonly Dictionary<string, Names> _known = new(StringComparer.Ordinal);

    /// <summary>Looks up what some apps name, in as few requests as their names allow.</summary>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape.</exception>
    public async Task LookUpAsync(IReadOnlyCollection<Publication> apps, CancellationToken cancellation)
    {
        foreach ((string what, string[] elements, Find find) in Kinds())
        {
            Names known = _known.TryGetValue(what, out Names? before) ? before : _known[what] = new Names();
            string[] names =
            [
                .. apps.SelectMany(app => app.Records)
                    .SelectMany(record => Named(record, elements))
                    .Select(reference => reference.Name)
                    .Where(known.Asked.Add),
            ];
            if (names.Length == 0)
            {
                continue;
            }

            try
            {
                known.Found.UnionWith(await find(names, cancellation).ConfigureAwait(false));
            }
            catch (EcaException error)
                when (OrgRecordReader.IsRequestSpecific(error)
                    && !(what == PermissionSet && apps.Any(app => names.Any(app.HasPermissionSet)))
                )
            {
                // Whether a permission set of the folder must be deployed can't be left open.
                known.Failure = error;
            }
        }
    }

    /// <summary>What is missing of what an app names, as errors; what could not be looked up, as warnings. Permission
    /// sets that lie in the folder of the app are noted to be deployed with its policies.</summary>
    public IEnumerable<EcaDeploymentProblem> Check(Publication app)
    {
        foreach ((string what, string[] elements, _) in Kinds())
        {
            Names known = _known[what];
            (LocalRecord Record, int Line, string Name)[] named =
            [
                .. app.Records.SelectMany(record => Named(record, elements)),
            ];
            if (named.Length > 0 && known.Failure is { } failure)
            {
                yield return Problem(
                    "Warning",
                    named[0],
                    $"Whether {org.Alias} has the {what}s that the file names could not be checked. {failure.Message}"
                );
                continue;
            }

            foreach (
                (LocalRecord Record, int Line, string Name) reference in named.Where(reference =>
                    !known.Found.Contains(reference.Name)
                    && !(what == PermissionSet && app.AddPermissionSet(reference.Name))
                )
            )
            {
                string hint =
                    what == PermissionSet && app.WaitingPermissionSets.Contains(reference.Name)
                        ? " The one in the folder names an external credential that waits for the consumer key of an app, so it can't be deployed before the policies. Name another permission set in the policies."
                        : "";
                yield return Problem("Error", reference, $"{org.Alias} has no {what} '{reference.Name}'.{hint}");
            }
        }
    }

    private delegate Task<HashSet<string>> Find(string[] names, CancellationToken cancellation);

    private IEnumerable<(string What, string[] Elements, Find Find)> Kinds() =>
        [
            (PermissionSet, ["commaSeparatedPermissionSet"], FindPermissionSetsAsync),
            ("profile", ["commaSeparatedProfile"], FindProfilesAsync),
            ("active user", ["clientCredentialsFlowUser", "executeHandlerAs"], FindUsersAsync),
        ];

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

    private sealed class Names
    {
        public HashSet<string> Asked { get; } = new(StringComparer.OrdinalIgnoreCase);

        public HashSet<string> Found { get; } = new(StringComparer.OrdinalIgnoreCase);

        public EcaException? Failure { get; set; }
    }
}
