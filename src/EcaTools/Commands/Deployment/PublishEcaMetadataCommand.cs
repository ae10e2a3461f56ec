using System.Management.Automation;
using EcaTools.Core;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Dependents;
using EcaTools.Core.Deployment.Plans;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Deployment;

/// <summary>
/// Deploys the metadata of External Client Apps in phases: the apps with their OAuth settings, their policies, then,
/// once the consumer keys are read back, what holds the keys. All apps go in as few deploys as the org's limits
/// allow.
/// </summary>
[Cmdlet(
    VerbsData.Publish,
    "EcaMetadata",
    DefaultParameterSetName = MetadataSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Uri + "Publish-EcaMetadata.md"
)]
[OutputType(typeof(EcaDeployment), typeof(EcaDeploymentPlan))]
public sealed class PublishEcaMetadataCommand : EcaOrgCmdlet
{
    private const string MetadataSet = "Metadata";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private readonly SortedDictionary<string, List<string>> _missing = new(StringComparer.Ordinal);
    private readonly List<EcaMetadata> _apps = [];
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private EcaOrg? _org;
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>The metadata to deploy, as New-EcaMetadata writes it.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = MetadataSet)]
    [LiveObject(typeof(EcaMetadata), "Publish-EcaMetadata -Path (the folder), -Name {0}")]
    public EcaMetadata[] Metadata { get; set; } = [];

    /// <summary>Folders that New-EcaMetadata wrote to, to publish the External Client Apps in them as they are on disk
    /// now; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Folders as for -Path, taken as they are written, without wildcards. What Get-Item and Get-ChildItem
    /// write binds to it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The External Client Apps to publish of those in the folders; wildcards are allowed. All of them if it
    /// is left out.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DeployableNameCompleter))]
    [Alias("App")]
    public string[]? Name { get; set; }

    /// <summary>Lets the org check the deployment without changing anything.</summary>
    [Parameter]
    public SwitchParameter ValidateOnly { get; set; }

    /// <summary>The id of a validation (ValidatedId of what -ValidateOnly wrote) to carry out: the org deploys what it
    /// has checked, without checking it again.</summary>
    [Parameter]
    [ValidatePattern("^0Af[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$")]
    public string? ValidatedId { get; set; }

    /// <summary>Writes the plan of what would be deployed, and deploys nothing.</summary>
    [Parameter]
    public SwitchParameter PlanOnly { get; set; }

    /// <summary>The file to write the plan to, with -PlanOnly, such as one that is reviewed in a pull request.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PlanPath { get; set; }

    /// <summary>The plan to carry out: the path of its file, or what -PlanOnly wrote. It is refused if the org or the
    /// files are not as they were when it was made. It says itself whether it was made with -Force.</summary>
    [Parameter]
    [LiveObject(typeof(EcaDeploymentPlan), "Publish-EcaMetadata -PlanOnly")]
    [ValidateNotNull]
    public PlanInput? Plan { get; set; }

    /// <summary>Deploys the apps together: one that the org refuses keeps the others out of that phase, too.</summary>
    [Parameter]
    public SwitchParameter Atomic { get; set; }

    /// <summary>Consumer secrets as SecureString by the names of the apps, for files that have the place of one. They
    /// are read from the org if they are left out.</summary>
    [Parameter]
    [ValidateNotNull]
    public System.Collections.Hashtable? ConsumerSecret { get; set; }

    /// <summary>Replaces what is not known to come from the same folder: an app that somebody else made, and what
    /// somebody changed in the org. -WhatIf shows the fields.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Replaces a certificate in the org that is not the one that was last published from the same folder,
    /// such as one that was rotated. Callers that sign with its key can't log in then.</summary>
    [Parameter]
    public SwitchParameter AllowCertificateChange { get; set; }

    /// <summary>How many minutes to wait for each deployment, 1 to 1440. When they are over the deployment goes on in
    /// the org; run the command again to resume it.</summary>
    [Parameter]
    [ValidateRange(1, 1440)]
    public int TimeoutMinutes { get; set; } = 30;

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        _org = RequireOrg();
        if (PlanPath is not null && !PlanOnly)
        {
            throw DeploymentCommandErrors.PlanPathWithoutPlanOnly();
        }

        if (Plan is not null && (PlanOnly || ValidateOnly || Force || AllowCertificateChange))
        {
            throw DeploymentCommandErrors.PlanWithOtherParameters();
        }

        foreach (System.Collections.DictionaryEntry secret in ConsumerSecret ?? [])
        {
            if (ConsumerSecrets.Of(secret.Value) is null)
            {
                throw DeploymentCommandErrors.ConsumerSecretNotSecure($"{secret.Key}");
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation) =>
        ParameterSetName switch
        {
            PathSet => ForEachAsync(Path, path => ReadAsync(ResolvePaths(path, literal: false), cancellation)),
            LiteralPathSet => ForEachAsync(
                LiteralPath,
                path => ReadAsync(ResolvePaths(path, literal: true), cancellation)
            ),
            _ => AddAsync(Metadata),
        };

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        foreach ((string folder, List<string> apps) in _missing)
        {
            Write(EngineErrors.FolderMissing(folder, apps), folder);
        }

        if (_apps.Count > 0)
        {
            try
            {
                await PublishAsync(cancellation);
            }
            catch (EcaException error)
            {
                Write(error, _apps.Count == 1 ? _apps[0] : _apps);
            }
        }
    }

    private Task ReadAsync(IReadOnlyList<string> folders, CancellationToken cancellation)
    {
        NameFilter filter = new(Name);
        foreach (string folder in folders)
        {
            if (!System.IO.Path.Exists(folder))
            {
                throw EngineErrors.PathNotFound(folder, null);
            }

            foreach (EcaMetadata app in new EcaProjectReader().Read(folder, _org!.ApiVersion, cancellation))
            {
                if (filter.Matches(app.Name))
                {
                    Add(app);
                }
                else
                {
                    _others.Add(app.Name);
                }
            }
        }

        foreach (string missing in filter.Unmatched)
        {
            Write(EngineErrors.AppNotFound(missing, string.Join(", ", folders)), missing);
        }

        return Task.CompletedTask;
    }

    private Task AddAsync(IEnumerable<EcaMetadata> apps)
    {
        foreach (EcaMetadata app in apps)
        {
            Add(app);
        }

        return Task.CompletedTask;
    }

    private void Add(EcaMetadata app)
    {
        if (Directory.Exists(app.OutputPath))
        {
            _apps.Add(app);
            return;
        }

        // One error for the folder, and not one for each of its apps.
        (_missing.TryGetValue(app.OutputPath, out List<string>? apps) ? apps : _missing[app.OutputPath] = []).Add(
            app.Name
        );
    }

    private async Task PublishAsync(CancellationToken cancellation)
    {
        EcaDeploymentPlan? reviewed = Plan?.Read(path => ResolvePaths(path, literal: true)[0]);
        PublishOptions options = new()
        {
            ValidateOnly = ValidateOnly,
            ValidatedId = ValidatedId,
            Atomic = Atomic,
            Force = Force || reviewed?.Force == true,
            AllowCertificateChange = AllowCertificateChange || reviewed?.AllowCertificateChange == true,
            MaximumWait = TimeSpan.FromMinutes(TimeoutMinutes),
        };
        using CmdletProgress bar = StartProgress(
            _apps.Count == 1 ? $"Publishing {_apps[0].Name} to {_org!.Alias}" : $"Publishing to {_org!.Alias}"
        );
        bar.Report("Comparing with the org");
        EcaPublisher publisher = new(_org!);
        EcaPublishPlan[] plans =
        [
            .. await publisher.PlanAsync(_apps, options, (app, error) => Write(error, app), cancellation),
        ];
        EcaDependents dependents = new(_org!);
        EcaDependentPlan dependentPlan = await dependents.PlanAsync(
            _apps.Select(app => System.IO.Path.GetFullPath(app.OutputPath)).Distinct(StringComparer.Ordinal),
            plans,
            _others,
            cancellation
        );
        foreach (EcaException error in dependentPlan.Errors)
        {
            Write(error);
        }

        if (PlanOnly || reviewed is not null)
        {
            EcaDeploymentPlan now = DeploymentPlanner.Describe(_org!, plans, dependentPlan, options);
            reviewed?.RequireStillTrue(now, _org!, plans);
            if (PlanOnly)
            {
                WritePlan(now, plans);
                return;
            }
        }

        if (Atomic && ErrorCount > 0)
        {
            throw DeploymentCommandErrors.NothingPublished();
        }

        EcaPublishPlan[] allowed = [.. plans.Where(MayPublish)];
        bool mayDeployDependents = MayDeploy(dependentPlan);
        foreach (EcaPublishPlan refused in allowed.Where(plan => plan.Refusal is not null))
        {
            Write(refused.Refusal!, _apps.Find(app => app.Name == refused.Name));
        }

        allowed = [.. allowed.Where(plan => plan.Refusal is null)];
        if (allowed.Length == 0 || (Atomic && ErrorCount > 0))
        {
            return;
        }

        Progress<PublishProgress> progress = new(now =>
            bar.Report(
                $"{now.Name}: {now.Phase}: {now.Status}, {now.ComponentsDeployed} of {now.ComponentsTotal} components ({now.DeployId})",
                now.ComponentsTotal == 0 ? -1 : now.ComponentsDeployed * 100 / now.ComponentsTotal
            )
        );
        System.Collections.Immutable.ImmutableArray<EcaDeployment> deployments = await publisher.PublishAsync(
            allowed,
            progress,
            cancellation
        );
        if (mayDeployDependents)
        {
            bar.Report("Deploying what holds the consumer keys");
            deployments = await dependents.DeployAsync(
                dependentPlan,
                deployments,
                new ConsumerSecrets(_org!, ConsumerSecret).FindAsync,
                options,
                progress,
                cancellation
            );
        }

        foreach (EcaDeployment deployment in deployments)
        {
            WriteResult(deployment);
        }
    }

    private void WriteResult(EcaDeployment deployment)
    {
        Write(deployment);
        foreach (string renamed in deployment.Renamed)
        {
            WriteWarning(renamed);
        }

        foreach (string retrieved in deployment.Retrieved)
        {
            WriteWarning($"{retrieved} was written: the org generated these policies. Commit the file.");
        }

        if (deployment.ToError() is { } failure)
        {
            Write(failure);
        }
    }

    private void WritePlan(EcaDeploymentPlan plan, EcaPublishPlan[] apps)
    {
        if (PlanPath is not null && !IsWhatIf)
        {
            PlanFile.Write(plan, ResolveOutputPath(PlanPath));
        }

        Write(plan);
        foreach (EcaPublishPlan app in apps)
        {
            if (app.Refusal is { } refusal)
            {
                Write(refusal, _apps.Find(metadata => metadata.Name == app.Name));
            }
        }
    }

    /// <summary>
    /// Nothing is asked for an app that is not sent: one that has not changed, or that is refused. A deployment to a
    /// production org asks first, unless -Confirm:$false says not to.
    /// </summary>
    private bool MayPublish(EcaPublishPlan plan)
    {
        bool isSent = !plan.IsUnchanged && plan.CanPublish;
        return (!isSent && !IsWhatIf)
            || May(
                plan.Name,
                $"{(ValidateOnly ? "Validate" : "Publish")} {plan.Name} -> {_org!.Alias} ({_org.OrgType}): {plan.Summary}",
                plan.Lines,
                ValidateOnly ? "Validate External Client App metadata" : "Deploy External Client App metadata"
            );
    }

    private bool MayDeploy(EcaDependentPlan plan)
    {
        foreach (string warning in plan.Warnings)
        {
            WriteWarning(warning);
        }

        string[] lines = [.. plan.Lines];
        return lines.Length == 0
            || May(
                "the files that hold consumer keys",
                $"{(ValidateOnly ? "Validate" : "Deploy")} what holds consumer keys -> {_org!.Alias} ({_org.OrgType}){(ValidateOnly ? "" : ", once the keys exist")}",
                lines,
                "Deploy what holds consumer keys"
            );
    }

    private bool May(string name, string what, IEnumerable<string> changes, string caption)
    {
        string lines = string.Concat(changes.Select(line => $"{Environment.NewLine}  {line}"));
        return ShouldProcess(what + lines, what + lines, caption)
            && (
                ValidateOnly
                || _org!.OrgType != OrgType.Production
                || IsConfirmed
                || ShouldContinue(
                    $"{_org.OrgName} ({_org.OrgId}) is a production org. Deploy {name} to it?{lines}",
                    "Deploy to production",
                    ref _yesToAll,
                    ref _noToAll
                )
            );
    }
}
