using System.Collections.Immutable;
using EcaTools.Core.Conversion;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>
/// Deploys the metadata of External Client Apps in two phases: the app with its settings, then its policies under the
/// names that the org generated for them, because an org refuses a second policy record for the same settings
/// (DUPLICATE_VALUE, field report). A new app is made switched off and switched on with its policies, because the
/// policies that an org generates let every user authorize it. It first compares the files with what the org holds,
/// field by field, and sends only the phases that differ: a second run sends nothing, and a run after a crash resumes
/// where the crash was. What a file omits stays as the org has it. What somebody else made or changed in the org is not
/// replaced unless that is asked for.
/// </summary>
/// <param name="org">The org.</param>
public sealed class EcaPublisher(EcaOrg org)
{
    private readonly OrgMatcher _matcher = new(org);
    private readonly PublishNotes _notes = new(org);
    private readonly OrgReferences _references = new(org);
    private readonly PermissionSetFiles _permissionSets = new();

    /// <summary>Looks what publishing an app would do, and changes nothing.</summary>
    /// <param name="app">The metadata, as it was written to disk. Its files are read again.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">
    /// <c>PathNotFound</c>, <c>FileNotReadable</c>, <c>FileTooLarge</c>,
    /// <c>SecretInFile</c>, <c>FileNotDeployable</c> or <c>ApiVersionNotSupported</c> before
    /// anything is sent; <c>NameTaken</c>; the errors of the wire.
    /// </exception>
    public async Task<EcaPublishPlan> PlanAsync(
        EcaMetadata app,
        PublishOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        Publication publication = Read(app, options ?? new PublishOptions());
        await WaitForPendingAsync([publication], cancellation).ConfigureAwait(false);
        await _matcher.RefreshAsync([app.Name], cancellation).ConfigureAwait(false);
        await CompareAsync(publication, cancellation).ConfigureAwait(false);
        return (await PlanAsync([publication], cancellation).ConfigureAwait(false))[0];
    }

    /// <summary>Looks what publishing some apps would do, and changes nothing. The org is read once for all.</summary>
    /// <param name="apps">The apps. Their files are read again.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="failed">Told of each app that can't be published, and why; the others are planned.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The plans, in the order of the apps.</returns>
    /// <exception cref="EcaException">The errors of the wire.</exception>
    public async Task<ImmutableArray<EcaPublishPlan>> PlanAsync(
        IEnumerable<EcaMetadata> apps,
        PublishOptions? options,
        Action<EcaMetadata, EcaException> failed,
        CancellationToken cancellation = default
    )
    {
        List<Publication> publications = [];
        Dictionary<string, EcaMetadata> byName = new(StringComparer.OrdinalIgnoreCase);
        foreach (EcaMetadata app in apps)
        {
            try
            {
                if (!byName.TryAdd(app.Name, app))
                {
                    throw DeploymentErrors.AppGivenTwice(app, byName[app.Name]);
                }

                publications.Add(Read(app, options ?? new PublishOptions()));
            }
            catch (EcaException error)
            {
                failed(app, error);
            }
        }

        await WaitForPendingAsync(publications, cancellation).ConfigureAwait(false);
        await _matcher
            .RefreshAsync([.. publications.Select(publication => publication.App.Name)], cancellation)
            .ConfigureAwait(false);
        List<Publication> compared = [];
        foreach (Publication publication in publications)
        {
            try
            {
                await CompareAsync(publication, cancellation).ConfigureAwait(false);
                compared.Add(publication);
            }
            catch (EcaException error)
                when (error.ErrorId is nameof(AppErrors.NameTaken) || OrgRecordReader.IsRequestSpecific(error))
            {
                failed(publication.App, error);
            }
        }

        return await PlanAsync(compared, cancellation).ConfigureAwait(false);
    }

    /// <summary>Publishes one app.</summary>
    /// <param name="app">The metadata, as it was written to disk. Its files are read again.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told where each deploy stands.</param>
    /// <param name="cancellation">Stops the waiting; a deploy that was sent goes on in the org, and the next run
    /// resumes it.</param>
    /// <returns>What became of it. Components that the org refuses are in its problems; its status is then Failed or
    /// Partial.</returns>
    /// <exception cref="EcaException">Those of planning and
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
    /// changed; <c>FileNotWritten</c>; <c>DeployStillRunning</c>, <c>ChangeOutcomeUnknown</c> or another error of the
    /// wire, after which the same call resumes the work.
    /// </exception>
    public async Task<EcaDeployment> PublishAsync(
        EcaPublishPlan plan,
        IProgress<PublishProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Refusal is { } refusal
            ? throw refusal
            : (await PublishAsync([plan], progress, cancellation).ConfigureAwait(false))[0];
    }

    /// <summary>Carries some plans out, in as few deploys as the limits of the org allow. An app that the org refuses
    /// does not keep the others out, unless their options say so.</summary>
    /// <param name="plans">The plans, made a moment ago with the same options. Each can be carried out once.</param>
    /// <param name="progress">Told where each deploy stands.</param>
    /// <param name="cancellation">Stops the waiting; a deploy that was sent goes on in the org, and the next run
    /// resumes it.</param>
    /// <returns>What became of each, in their order.</returns>
    /// <exception cref="EcaException">The refusal of a plan, before anything is changed; <c>FileNotWritten</c>;
    /// <c>DeployStillRunning</c>, <c>ChangeOutcomeUnknown</c> or another error of the wire, after which the same call
    /// resumes the work.</exception>
    public async Task<ImmutableArray<EcaDeployment>> PublishAsync(
        IReadOnlyList<EcaPublishPlan> plans,
        IProgress<PublishProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(plans);
        if (plans.FirstOrDefault(plan => plan.Refusal is not null) is { } refused)
        {
            throw refused.Refusal!;
        }

        PublishOptions options = plans.Count == 0 ? new PublishOptions() : plans[0].Publication.Options;
        bool isStopped = options.Atomic && plans.Any(plan => plan.Publication.HasErrors);
        List<Publication> sent = [];
        foreach (Publication publication in plans.Select(plan => plan.Publication))
        {
            if (isStopped && !publication.HasErrors)
            {
                publication.AddProblems(
                    EcaDeploymentProblem.OfAll("Error", "Nothing was sent, because another app can't be deployed.")
                );
            }

            if (publication.HasErrors)
            {
                publication.Close(EcaDeploymentPhase.References, EcaDeploymentStatus.Failed, deployId: null, []);
            }
            else
            {
                sent.Add(publication);
            }
        }

        if (sent.Count > 0)
        {
            await new PublishRun(org, _matcher, _notes)
                .PublishAsync(sent, options, progress, cancellation)
                .ConfigureAwait(false);
        }

        return [.. plans.Select(plan => plan.Publication.ToDeployment(org.Alias))];
    }

    private Publication Read(EcaMetadata app, PublishOptions options)
    {
        if (app.ApiVersion > org.ApiVersion)
        {
            throw DeploymentErrors.MetadataTooNew(app, org);
        }

        Publication publication = new(app, LocalFiles.Read(app), options) { PermissionSetFiles = _permissionSets };
        return
            publication.Records.FirstOrDefault(record =>
                MetadataSchema.Default.Find(record.File.Type)?.IsIn(app.ApiVersion) == false
            )
                is { } unknown
            ? throw DeploymentErrors.TypeNotInVersion(unknown.File, app)
            : publication;
    }

    /// <summary>What an earlier run left running is waited for, so that it is not sent again.</summary>
    private async Task WaitForPendingAsync(List<Publication> publications, CancellationToken cancellation)
    {
        string[] folders =
        [
            .. publications
                .Select(publication => Path.GetFullPath(publication.App.OutputPath))
                .Distinct(StringComparer.Ordinal),
        ];
        if (folders.Length > 0)
        {
            await new PendingDeploys(org, folders)
                .WaitAsync(publications[0].Options.MaximumWait, cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Compares an app with what the org holds.</summary>
    private async Task CompareAsync(Publication publication, CancellationToken cancellation)
    {
        NamedRecord? existing = await _matcher.ReadAppAsync(publication.App.Name, cancellation).ConfigureAwait(false);
        publication.IsNew = existing is null;
        publication.Known = _notes.Find(publication.App);
        if (existing is not null)
        {
            publication.Held[EcaType.App] = existing;
        }

        await _matcher.MatchAsync(publication, everywhere: existing is not null, cancellation).ConfigureAwait(false);
        await CompletePoliciesAsync(publication, cancellation).ConfigureAwait(false);
        if (existing is not null)
        {
            await _matcher.MatchGeneratedAsync(publication, cancellation).ConfigureAwait(false);
        }

        publication.Compare(org.Alias);
        publication.IsInTheMaking =
            publication.IsNew
            || (publication.Known?.IsUnfinished == true && (publication.IsOff || publication.Changes.IsEmpty));
    }

    private async Task<ImmutableArray<EcaPublishPlan>> PlanAsync(
        List<Publication> compared,
        CancellationToken cancellation
    )
    {
        HashSet<Publication> changed =
        [
            .. compared.Where(app => app.Records.Any(record => !record.IsDefinition && app.Differs(record))),
        ];
        await _references.LookUpAsync(changed, cancellation).ConfigureAwait(false);
        ImmutableArray<EcaPublishPlan>.Builder plans = ImmutableArray.CreateBuilder<EcaPublishPlan>(compared.Count);
        foreach (Publication publication in compared)
        {
            if (changed.Contains(publication))
            {
                publication.AddProblems(_references.Check(publication));
            }

            publication.AddProblems(
                new[] { PortableRecord.Finding(publication, org.OrgId) }.OfType<EcaDeploymentProblem>()
            );
            ConflictCheck check = new(org, publication);
            EcaException? refusal = await check.RefusalAsync(cancellation).ConfigureAwait(false);
            plans.Add(new EcaPublishPlan(publication, check.Conflicts, refusal));
        }

        return plans.MoveToImmutable();
    }

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

        string name = $"{publication.App.Name}{Publication.GeneratedPolicySuffix}";
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
        await _matcher.MatchAsync(publication, everywhere: !publication.IsNew, cancellation).ConfigureAwait(false);
    }
}
