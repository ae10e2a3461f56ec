using System.Collections.Immutable;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Deployment;

/// <summary>
/// Deploys the metadata of External Client Apps in two phases: the app with its settings, then its policies under the names that
/// the org generated for them, because an org refuses a second policy record for the same settings (DUPLICATE_VALUE, field report).
/// It first compares the files with what the org holds, field by field, and sends only the phases that differ: a second run sends
/// nothing, and a run after a crash takes up where the crash was. A deploy replaces a record whole: what a file leaves out falls back
/// to its default in the org (field report).
/// </summary>
/// <param name="org">The org.</param>
public sealed class EcaPublisher(EcaOrg org)
{
    private const string Definition = "Definition";
    private const string PolicyPhase = "Policies";
    private const string Validation = "Validation";

    private readonly MetadataClient metadata = new(org.GetClient());
    private readonly OrgAppReader reader = new(org);

    /// <summary>Publishes one app.</summary>
    /// <param name="app">The metadata, as it was written to disk. Its files are read again.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told where each deploy stands.</param>
    /// <param name="cancellation">Stops the waiting; a deploy that was sent goes on in the org, and the next run takes it up.</param>
    /// <returns>What became of it. Components that the org refuses are in its problems; its status is then Failed.</returns>
    /// <exception cref="EcaException">
    /// <c>AppFileMissing</c>, <c>FileMissing</c>, <c>FileNotReadable</c>, <c>FileTooLarge</c>, <c>SecretInMetadataFile</c>,
    /// <c>NameNotDeployable</c>, <c>TypeNotDeployable</c> or <c>MetadataTooNew</c> before anything is sent; <c>NameTaken</c> before anything
    /// is changed; <c>FileNotRenamed</c>;
    /// <c>DeployStillRunning</c>, <c>ChangeOutcomeUnknown</c> or another error of the wire, after which the same call takes up the work.
    /// </exception>
    public async Task<EcaDeployment> PublishAsync(
        EcaMetadata app,
        PublishOptions? options = null,
        IProgress<PublishProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (app.ApiVersion > org.ApiVersion)
        {
            throw DeploymentErrors.MetadataTooNew(app, org);
        }

        Publication publication = new(app, LocalFiles.Read(app), options ?? new PublishOptions(), progress);
        NamedRecord? existing = await reader.ReadAppAsync(app.Name, cancellation).ConfigureAwait(false);
        if (existing is not null)
        {
            publication.Held[EcaType.App] = existing;
        }

        await LookAsync(publication, everywhere: existing is not null, cancellation).ConfigureAwait(false);

        if (publication.Options.ValidateOnly)
        {
            await DeployAsync(publication, Validation, _ => true, cancellation).ConfigureAwait(false);
        }
        else
        {
            bool made = await DeployAsync(publication, Definition, record => record.IsDefinition, cancellation).ConfigureAwait(false);
            if (made)
            {
                // Now there are the policies that the org has generated.
                await LookAsync(publication, everywhere: true, cancellation).ConfigureAwait(false);
            }

            made = made && await DeployAsync(publication, PolicyPhase, record => !record.IsDefinition, cancellation).ConfigureAwait(false);
            if (made)
            {
                await ReadBackAsync(publication, cancellation).ConfigureAwait(false);
            }
        }

        publication.UpdateManifest();
        return publication.ToDeployment(org.Alias);
    }

    /// <summary>Finds those of the app's records in the org that are not found yet, and calls our files by the names that these have.</summary>
    private async Task LookAsync(Publication publication, bool everywhere, CancellationToken cancellation)
    {
        string[] types = [.. publication.Records.Select(record => record.File.Type).Where(type => type != EcaType.App && !publication.Held.ContainsKey(type))];
        ImmutableDictionary<string, NamedRecord> held = await reader
            .ReadSatellitesAsync(publication.App.Name, publication.Label, publication.NamesByType, types, everywhere, cancellation)
            .ConfigureAwait(false);
        foreach ((string type, NamedRecord record) in held)
        {
            publication.Held[type] = record;
            publication.CallAsInOrg(type, record.FullName);
        }
    }

    /// <summary>Deploys the records of a phase if any of them differs from what the org holds; false if the org refused.</summary>
    private async Task<bool> DeployAsync(Publication publication, string phase, Func<LocalRecord, bool> belongs, CancellationToken cancellation)
    {
        ImmutableArray<LocalRecord> records = [.. publication.Records.Where(belongs)];
        if (!records.Any(publication.Differs))
        {
            publication.Close(phase, EcaDeploymentStatus.Unchanged, deployId: null, records);
            return true;
        }

        byte[] zip = DeployPackage.Zip(records, publication.App.ApiVersion);
        string id = await metadata.DeployAsync(zip, new DeployOptions { CheckOnly = phase == Validation }, cancellation).ConfigureAwait(false);
        DeployResult result = await metadata
            .WaitForDeployAsync(id, publication.ProgressOf(phase, id), publication.Options.MaximumWait, cancellation)
            .ConfigureAwait(false);
        EcaDeploymentStatus status = result switch
        {
            { Success: true } => phase == Validation ? EcaDeploymentStatus.Validated : EcaDeploymentStatus.Succeeded,
            { Status: DeployStatus.Canceled or DeployStatus.Canceling } => EcaDeploymentStatus.Canceled,
            _ => EcaDeploymentStatus.Failed,
        };
        publication.Close(phase, status, id, records);
        publication.AddProblems(result, records);
        return result.Success;
    }

    /// <summary>Reads what the org holds now: the consumer key, and whether all is as the files say.</summary>
    private async Task ReadBackAsync(Publication publication, CancellationToken cancellation)
    {
        if (publication.Status == EcaDeploymentStatus.Succeeded)
        {
            publication.Held.Clear();
            if (await reader.ReadAppAsync(publication.App.Name, cancellation).ConfigureAwait(false) is { } now)
            {
                publication.Held[EcaType.App] = now;
            }

            await LookAsync(publication, everywhere: true, cancellation).ConfigureAwait(false);
        }

        publication.Compare();
    }
}
