using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Files;
using EcaTools.Core.Projects;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>
/// The deploys of some folders that an org may still be carrying out: <c>.ecatools/&lt;folder&gt;.deploys</c> next to
/// each folder, a line each with the id of the org and that of the deploy. A deploy is noted before it is waited for,
/// so that a run after a crash waits for it before it compares, and sends nothing twice.
/// </summary>
/// <param name="org">The org.</param>
/// <param name="folders">The folders, as full paths.</param>
internal sealed class PendingDeploys(EcaOrg org, IReadOnlyCollection<string> folders)
{
    /// <summary>Stands for a deploy whose response did not come, so that its id is not known.</summary>
    private const string Unknown = "?";

    private const string DeployIdPrefix = "0Af";

    /// <summary>Sends a deploy, which is noted before it is sent, and by its id before it is waited for.</summary>
    /// <param name="send">Sends it, and gives its id.</param>
    /// <exception cref="EcaException">The errors of the wire.</exception>
    public async Task<string> SendAsync(Func<Task<string>> send)
    {
        NoteSending();
        try
        {
            string id = await send().ConfigureAwait(false);
            Note(id);
            return id;
        }
        catch (EcaException error) when (error.ErrorId is not nameof(SalesforceErrors.ChangeOutcomeUnknown))
        {
            Remove(Unknown);
            throw;
        }
    }

    /// <summary>Notes that a deploy is about to be sent.</summary>
    private void NoteSending() => Change(lines => lines.Add(Line(Unknown)));

    /// <summary>Notes a deploy that the org accepted.</summary>
    private void Note(string id) =>
        Change(lines =>
        {
            lines.Remove(Line(Unknown));
            return lines.Add(Line(id));
        });

    /// <summary>Forgets a deploy that has ended.</summary>
    public void Remove(string id) => Change(lines => lines.Remove(Line(id)));

    /// <summary>Waits for the deploys that an earlier run left.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="EcaException"><c>DeployStillRunning</c>, or another error of the wire.</exception>
    public async Task<int> WaitAsync(TimeSpan maximumWait, CancellationToken cancellation)
    {
        SortedSet<string> lines = [];
        foreach (string folder in folders)
        {
            lines.UnionWith(Read(folder));
        }

        string[] noted = [.. lines.Where(line => line.StartsWith(org.OrgId, StringComparison.Ordinal))];
        MetadataClient metadata = new(org.GetClient());
        int waited = 0;
        foreach (string id in noted.Select(line => line[(org.OrgId.Length + 1)..]))
        {
            foreach (string running in id == Unknown ? await FindAsync(cancellation).ConfigureAwait(false) : [id])
            {
                waited += await WaitAsync(metadata, running, maximumWait, cancellation).ConfigureAwait(false) ? 1 : 0;
            }

            Remove(id);
        }

        return waited;
    }

    private static async Task<bool> WaitAsync(
        MetadataClient metadata,
        string id,
        TimeSpan maximumWait,
        CancellationToken cancellation
    )
    {
        try
        {
            await metadata.WaitForDeployAsync(id, progress: null, maximumWait, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (EcaException error)
            when (error.ErrorId is nameof(SalesforceErrors.NotFound) or nameof(SalesforceErrors.RequestRefused))
        {
            // The org forgets old deploys: it ended long ago.
            return false;
        }
    }

    /// <summary>
    /// The user's deploys that the org has not ended yet. That the Tooling API has the object DeployRequest with these
    /// fields is known from its use by tools and UNCONFIRMED in documentation; an org that refuses the query is
    /// compared as it is.
    /// </summary>
    private async Task<ImmutableArray<string>> FindAsync(CancellationToken cancellation)
    {
        string soql =
            $"SELECT Id FROM DeployRequest WHERE CreatedById = '{org.UserId}' AND Status IN ('Pending', 'InProgress')";
        ImmutableArray<string>.Builder found = ImmutableArray.CreateBuilder<string>();
        try
        {
            await foreach (
                JsonElement row in org.GetClient()
                    .QueryAsync(soql, tooling: true, cancellation: cancellation)
                    .ConfigureAwait(false)
            )
            {
                if (row.Text("Id") is { } id && id.StartsWith(DeployIdPrefix, StringComparison.Ordinal))
                {
                    found.Add(id);
                }
            }
        }
        catch (EcaException error)
            when (error.ErrorId
                    is nameof(SalesforceErrors.MalformedQuery)
                        or nameof(SalesforceErrors.RequestRefused)
                        or nameof(SalesforceErrors.NotFound)
                        or nameof(SalesforceErrors.PermissionDenied)
                        or nameof(SalesforceErrors.FeatureNotEnabled)
            )
        {
            found.Clear();
        }

        return found.ToImmutable();
    }

    private string Line(string id) => $"{org.OrgId} {id}";

    /// <summary>Changes the notes. Without them a run after a crash compares while the org may still be at work, so
    /// failing to write them stops nothing.</summary>
    private void Change(Func<SortedSet<string>, bool> change)
    {
        foreach (string folder in folders)
        {
            try
            {
                using FolderLock held = ProjectLock.Take(folder);
                SortedSet<string> lines = Read(folder);
                if (!change(lines))
                {
                    continue;
                }

                if (lines.Count == 0)
                {
                    File.Delete(FileOf(folder));
                }
                else
                {
                    byte[] content = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line}\n")));
                    SafeFile.WriteAll([(FileOf(folder), content)]);
                }
            }
            catch (Exception exception) when (exception is EcaException or IOException or UnauthorizedAccessException)
            {
                Problem ??= EcaDeploymentProblem.OfAll(
                    "Warning",
                    $"The deploy could not be noted in {FileOf(folder)}, so a run after an interruption can't wait for it. {exception.Message}"
                );
            }
        }
    }

    /// <summary>Why a deploy could not be noted; null if all were.</summary>
    public EcaDeploymentProblem? Problem { get; private set; }

    private static SortedSet<string> Read(string folder) =>
        new(
            Encoding
                .UTF8.GetString(SafeFile.ReadOrNull(FileOf(folder)) ?? [])
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line.Split(' ') is [_, { } id] && (id == Unknown || id.All(char.IsAsciiLetterOrDigit))),
            StringComparer.Ordinal
        );

    private static string FileOf(string folder) => ProjectLock.FileOf(folder, ".deploys");
}
