using System.Collections.Immutable;
using EcaTools.Core.Conversion;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Deployment;

/// <summary>
/// Deploys the metadata of External Client Apps in two phases: the app with its settings, then its policies under the
/// names that the org generated for them, because an org refuses a second policy record for the same settings
/// (DUPLICATE_VALUE, field report). A new app is made switched off and switched on with its policies, because the
/// policies that an org generates let every user authorize it. It first compares the files with what the org holds,
/// field by field, and sends only the phases that differ: a second run sends nothing, and a run after a crash resumes
/// where the crash was. A deploy replaces a record whole: what a file leaves out falls back to its default in the org
/// (field report). What somebody else made or changed in the org is not replaced unless that is asked for.
/// </summary>
/// <param name="org">The org.</param>
public sealed class EcaPublisher(EcaOrg org)
{
    internal const string References = "References";
    private const string Definition = "Definition";
    private const string PolicyPhase = "Policies";
    private const string Validation = "Validation";

    private readonly MetadataClient metadata = new(org.GetClient());
    private readonly OrgAppReader reader = new(org);
    private readonly Dictionary<string, PublishedState> states = new(StringComparer.Ordinal);

    /// <summary>Looks what publishing an app would do, and changes nothing.</summary>
    /// <param name="app">The metadata, as it was written to disk. Its files are read again.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">
    /// <c>AppFileMissing</c>, <c>FileMissing</c>, <c>FileNotReadable</c>, <c>FileTooLarge</c>,
    /// <c>SecretInMetadataFile</c>, <c>NameNotDeployable</c>, <c>TypeNotDeployable</c> or <c>MetadataTooNew</c> before
    /// anything is sent; <c>NameTaken</c>; the errors of the wire.
    /// </exception>
    public async Task<EcaPublishPlan> PlanAsync(
        EcaMetadata app,
        PublishOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        if (app.ApiVersion > org.ApiVersion)
        {
            throw DeploymentErrors.MetadataTooNew(app, org);
        }

        Publication publication = new(app, LocalFiles.Read(app), options ?? new PublishOptions());
        NamedRecord? existing = await reader.ReadAppAsync(app.Name, cancellation).ConfigureAwait(false);
        publication.IsNew = existing is null;
        publication.Known = StateOf(app).Find(app.Name);
        if (existing is not null)
        {
            publication.Held[EcaType.App] = existing;
        }

        await MatchOrgRecordsAsync(publication, everywhere: existing is not null, cancellation).ConfigureAwait(false);
        await CompletePoliciesAsync(publication, cancellation).ConfigureAwait(false);
        publication.Compare(org.Alias);
        publication.IsInTheMaking =
            publication.IsNew
            || (publication.Known?.IsUnfinished == true && (publication.IsOff || publication.Changes.IsEmpty));
        if (publication.Records.Any(record => !record.IsDefinition && publication.Differs(record)))
        {
            publication.AddProblems(
                await new OrgReferences(org).CheckAsync(publication.Records, cancellation).ConfigureAwait(false)
            );
        }

        ConflictCheck check = new(org, publication);
        return new EcaPublishPlan(
            publication,
            check.Conflicts,
            await check.RefusalAsync(cancellation).ConfigureAwait(false)
        );
    }

    /// <summary>Publishes one app.</summary>
    /// <param name="app">The metadata, as it was written to disk. Its files are read again.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told where each deploy stands.</param>
    /// <param name="cancellation">Stops the waiting; a deploy that was sent goes on in the org, and the next run
    /// resumes it.</param>
    /// <returns>What became of it. Components that the org refuses are in its problems; its status is then Failed or
    /// Partial.</returns>
    /// <exception cref="EcaException">Those of <see cref="PlanAsync"/> and
    /// <see cref="PublishAsync(EcaPublishPlan, IProgress{PublishProgress}?, CancellationToken)"/>.</exception>
    public async Task<EcaDeployment> PublishAsync(
        EcaMetadata app,
        PublishOptions? options = null,
        IProgress<PublishProgress>? progress = null,
        CancellationToken cancellation = default
    ) =>
        await PublishAsync(await PlanAsync(app, options, cancellation).ConfigureAwait(false), progress, cancellation)
            .ConfigureAwait(false);

    /// <summary>Carries a plan out.</summary>
    /// <param name="plan">The plan, made a moment ago. It can be carried out once.</param>
    /// <param name="progress">Told where each deploy stands.</param>
    /// <param name="cancellation">Stops the waiting; a deploy that was sent goes on in the org, and the next run
    /// resumes it.</param>
    /// <exception cref="EcaException">
    /// <c>AppNotPublishedFromHere</c>, <c>ChangedInOrg</c> or <c>CertificateChangedInOrg</c> before anything is
    /// changed; <c>FileNotRenamed</c>; <c>DeployStillRunning</c>, <c>ChangeOutcomeUnknown</c> or another error of the
    /// wire, after which the same call resumes the work.
    /// </exception>
    public async Task<EcaDeployment> PublishAsync(
        EcaPublishPlan plan,
        IProgress<PublishProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        Publication publication = plan.Publication;
        publication.Progress = progress;
        if (plan.Refusal is { } refusal)
        {
            throw refusal;
        }

        if (publication.HasErrors)
        {
            publication.Close(References, EcaDeploymentStatus.Failed, deployId: null, []);
        }
        else if (publication.Options.ValidateOnly)
        {
            await DeployAsync(publication, Validation, publication.Records, cancellation).ConfigureAwait(false);
        }
        else
        {
            await PublishAsync(publication, cancellation).ConfigureAwait(false);
        }

        return publication.ToDeployment(org.Alias);
    }

    private async Task PublishAsync(Publication publication, CancellationToken cancellation)
    {
        publication.RenameFiles();
        if (!publication.Changes.IsEmpty)
        {
            Note(
                publication,
                state =>
                    state.NoteSending(
                        publication.App.Name,
                        publication.Records.Select(record => record.Record),
                        publication.IsInTheMaking
                    )
            );
        }

        try
        {
            LocalRecord[] definition = [.. publication.Records.Where(record => record.IsDefinition)];
            bool made = await DeployAsync(
                    publication,
                    Definition,
                    publication.IsNew ? [.. definition, .. SwitchedOff(publication)] : definition,
                    cancellation
                )
                .ConfigureAwait(false);
            if (made && publication.HasSent)
            {
                // Now there are the policies that the org has generated.
                await MatchOrgRecordsAsync(publication, everywhere: true, cancellation).ConfigureAwait(false);
                publication.RenameFiles();
            }

            LocalRecord[] policies = [.. publication.Records.Where(record => !record.IsDefinition)];
            bool complete =
                made && await DeployAsync(publication, PolicyPhase, policies, cancellation).ConfigureAwait(false);
            if (publication.HasSent)
            {
                await ReadBackAsync(publication, cancellation).ConfigureAwait(false);
            }

            if (complete)
            {
                publication.WarnOfDifferences();
            }

            // An app that is made and still lacks its policies stays noted as what was sent, so that the next run goes
            // on with it.
            if (
                complete
                    ? publication.HasSent || publication.Known is not null
                    : publication.HasSent && !publication.IsInTheMaking
            )
            {
                Note(
                    publication,
                    state =>
                        state.NoteResult(
                            publication.App.Name,
                            publication.Held.Values.Select(held => held.Record),
                            publication.IsOurs
                        )
                );
            }
        }
        catch (EcaException error) when (publication.IsInTheMaking && (publication.HasSent || !publication.IsNew))
        {
            throw error.Adding(
                $"{publication.App.Name} is in {org.Alias} and stays switched off until its policies are in."
            );
        }
    }

    /// <summary>
    /// The general policies of a new app with the app switched off, under the name that the org would generate, for the
    /// first phase. That an org takes them with the app is reported of deployments of all five files in one (field
    /// reports).
    /// </summary>
    private static IEnumerable<LocalRecord> SwitchedOff(Publication publication) =>
        from record in publication.Records
        where record.File.Type == EcaType.Policies
        let off = GlobalSettings
            .With(new NamedRecord(record.File.FullName, record.Record), ("isEnabled", "false"))
            .Record
        select new LocalRecord(
            new EcaMetadataFile(EcaType.Policies, $"{publication.App.Name}_defaultPolicy", ""),
            MetadataWriter.ToBytes(off),
            off
        );

    /// <summary>
    /// Adds the general policies that switch an app on, where no file has them and policies of ours are to be in force
    /// first. They are those that an org generates (retrieved files).
    /// </summary>
    private async Task CompletePoliciesAsync(Publication publication, CancellationToken cancellation)
    {
        bool isOpenOnly =
            publication.Records.All(record => record.IsDefinition)
            || publication.Records.Any(record => record.File.Type == EcaType.Policies);
        if (isOpenOnly || !(publication.IsNew || publication.Known?.IsUnfinished == true))
        {
            return;
        }

        string name = $"{publication.App.Name}_defaultPolicy";
        MetadataField[] fields =
        [
            new(EcaType.Owner, publication.App.Name, Group: null),
            new("isEnabled", "true", Group: null),
            new(
                "isOauthPluginEnabled",
                publication.Records.Any(record => record.File.Type == EcaType.OauthSettings) ? "true" : "false",
                Group: null
            ),
        ];
        MetadataRecord record = new(EcaType.Policies, [.. fields]);
        publication.Add(
            new LocalRecord(new EcaMetadataFile(EcaType.Policies, name, ""), MetadataWriter.ToBytes(record), record)
        );
        await MatchOrgRecordsAsync(publication, everywhere: !publication.IsNew, cancellation).ConfigureAwait(false);
    }

    /// <summary>Finds those of the app's records in the org that are not found yet, and calls our files by the names
    /// that these have.</summary>
    private async Task MatchOrgRecordsAsync(Publication publication, bool everywhere, CancellationToken cancellation)
    {
        string[] types =
        [
            .. publication
                .Records.Select(record => record.File.Type)
                .Where(type => type != EcaType.App && !publication.Held.ContainsKey(type)),
        ];
        ImmutableDictionary<string, NamedRecord> held = await reader
            .ReadSatellitesAsync(
                publication.App.Name,
                publication.Label,
                publication.NamesByType,
                types,
                everywhere,
                cancellation
            )
            .ConfigureAwait(false);
        foreach ((string type, NamedRecord record) in held)
        {
            publication.Held[type] = record;
            publication.RenameToOrgName(type, record.FullName);
        }
    }

    /// <summary>Deploys the records of a phase if any of them differs from what the org holds; false if the org
    /// refused.</summary>
    private async Task<bool> DeployAsync(
        Publication publication,
        string phase,
        IEnumerable<LocalRecord> records,
        CancellationToken cancellation
    )
    {
        ImmutableArray<LocalRecord> sent = [.. records];
        if (!sent.Any(publication.Differs))
        {
            publication.Close(phase, EcaDeploymentStatus.Unchanged, deployId: null, sent);
            return true;
        }

        byte[] zip = DeployPackage.Zip(
            publication is { IsNew: true, Options.ConsumerSecret: { } secret }
                ? [.. sent.Select(record => GlobalSettings.WithSecret(record, secret))]
                : sent,
            publication.App.ApiVersion
        );
        string id = await metadata
            .DeployAsync(zip, new DeployOptions { CheckOnly = phase == Validation }, cancellation)
            .ConfigureAwait(false);
        DeployResult result = await metadata
            .WaitForDeployAsync(id, publication.ProgressOf(phase, id), publication.Options.MaximumWait, cancellation)
            .ConfigureAwait(false);
        EcaDeploymentStatus status = result switch
        {
            { Success: true } => phase == Validation ? EcaDeploymentStatus.Validated : EcaDeploymentStatus.Succeeded,
            { Status: DeployStatus.Canceled or DeployStatus.Canceling } => EcaDeploymentStatus.Canceled,
            _ => EcaDeploymentStatus.Failed,
        };
        publication.Close(phase, status, id, sent);
        publication.AddProblems(result, sent);
        return result.Success;
    }

    /// <summary>Reads what the org holds now.</summary>
    private async Task ReadBackAsync(Publication publication, CancellationToken cancellation)
    {
        publication.Held.Clear();
        if (await reader.ReadAppAsync(publication.App.Name, cancellation).ConfigureAwait(false) is { } now)
        {
            publication.Held[EcaType.App] = now;
        }

        await MatchOrgRecordsAsync(publication, everywhere: true, cancellation).ConfigureAwait(false);
    }

    /// <summary>Keeps a note for the next publication. Without it the next one asks for -Force, so that failing to
    /// write it stops nothing.</summary>
    private void Note(Publication publication, Action<PublishedState> note)
    {
        try
        {
            note(StateOf(publication.App));
        }
        catch (EcaException error)
        {
            publication.AddProblems(
                EcaDeploymentProblem.OfAll(
                    "Warning",
                    $"What was published could not be noted, so the next publication can't tell it from what somebody changes in {org.Alias}. {error.Message}"
                )
            );
        }
    }

    private PublishedState StateOf(EcaMetadata app)
    {
        string folder = Path.GetFullPath(app.OutputPath);
        return states.TryGetValue(folder, out PublishedState? state)
            ? state
            : states[folder] = new PublishedState(folder, org.OrgId);
    }
}
