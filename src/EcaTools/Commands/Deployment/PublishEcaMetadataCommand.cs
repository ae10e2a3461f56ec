using System.Management.Automation;
using EcaTools.Core.Deployment;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Deployment;

/// <summary>
/// Deploys the metadata of External Client Apps in phases (the app with its OAuth settings, then its policies), waits for each,
/// and reads back the consumer key and the policies that the org generated.
/// </summary>
[Cmdlet(VerbsData.Publish, "EcaMetadata", DefaultParameterSetName = MetadataSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = Help.Uri + "Publish-EcaMetadata.md")]
[OutputType(typeof(EcaDeployment))]
public sealed class PublishEcaMetadataCommand : EcaOrgCmdlet
{
    private const string MetadataSet = "Metadata";
    private const string PathSet = "Path";
    private EcaOrg? org;
    private EcaPublisher? publisher;
    private readonly SortedDictionary<string, List<string>> _missing = new(StringComparer.Ordinal);
    private bool yesToAll;
    private bool noToAll;

    /// <summary>The metadata to deploy, as New-EcaMetadata writes it.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = MetadataSet)]
    [LiveObject(typeof(EcaMetadata), "Publish-EcaMetadata -Path (the folder), -Name {0}")]
    public EcaMetadata[] Metadata { get; set; } = [];

    /// <summary>Folders that New-EcaMetadata wrote to, to publish the External Client Apps in them as they are on disk now; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The External Client Apps to publish of those in -Path; wildcards are allowed. All of them where it is left out.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Lets the org check the deployment without changing anything.</summary>
    [Parameter]
    public SwitchParameter ValidateOnly { get; set; }

    /// <summary>How many minutes to wait for each deployment, 1 to 1440. When they are over the deployment goes on in the org; run the command again to take it up.</summary>
    [Parameter]
    [ValidateRange(1, 1440)]
    public int TimeoutMinutes { get; set; } = 30;

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        org = RequireOrg();
        publisher = new EcaPublisher(org);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation) => ParameterSetName == PathSet
        ? ForEachAsync(Path, path => PublishFoldersAsync(ResolvePaths(path, literal: false), cancellation))
        : PublishAsync(Metadata, cancellation);

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        foreach ((string folder, List<string> apps) in _missing)
        {
            Write(EngineErrors.FolderMissing(folder, apps), folder);
        }

        return Task.CompletedTask;
    }

    private async Task PublishFoldersAsync(IReadOnlyList<string> folders, CancellationToken cancellation)
    {
        NameFilter filter = new(Name);
        foreach (string folder in folders)
        {
            await PublishAsync(new EcaProjectReader().Read(folder, org!.ApiVersion).Where(app => filter.Matches(app.Name)), cancellation);
        }

        foreach (string missing in filter.Unmatched)
        {
            Write(EngineErrors.AppNotFound(missing, string.Join(", ", folders)), missing);
        }
    }

    private Task PublishAsync(IEnumerable<EcaMetadata> apps, CancellationToken cancellation) => ForEachAsync(apps, async metadata =>
    {
        if (!Directory.Exists(metadata.OutputPath))
        {
            // One error for the folder, and not one for each of its apps.
            (_missing.TryGetValue(metadata.OutputPath, out List<string>? apps) ? apps : _missing[metadata.OutputPath] = []).Add(metadata.Name);
            return;
        }

        if (!MayPublish(metadata))
        {
            return;
        }

        using CmdletProgress bar = StartProgress($"Publishing {metadata.Name} to {org!.Alias}");
        Progress<PublishProgress> progress = new(now => bar.Report(
            $"{now.Phase}: {now.Status} ({now.DeployId})",
            now.ComponentsTotal == 0 ? -1 : now.ComponentsDeployed * 100 / now.ComponentsTotal));
        PublishOptions options = new() { ValidateOnly = ValidateOnly, MaximumWait = TimeSpan.FromMinutes(TimeoutMinutes) };
        EcaDeployment deployment = await publisher!.PublishAsync(metadata, options, progress, cancellation);
        Write(deployment);
        foreach (string renamed in deployment.Renamed)
        {
            WriteWarning(renamed);
        }

        if (deployment.ToError() is { } failure)
        {
            Write(failure);
        }
    });

    /// <summary>A validation changes nothing; a deployment to a production org asks first, unless -Confirm:$false says not to.</summary>
    private bool MayPublish(EcaMetadata metadata)
    {
        string target = $"{metadata.Name} -> {org!.Alias} ({org.OrgType})";
        if (ValidateOnly)
        {
            return ShouldProcess(target, "Validate External Client App metadata");
        }

        return ShouldProcess(target, "Deploy External Client App metadata")
            && (org.OrgType != OrgType.Production || IsConfirmed
                || ShouldContinue($"{org.OrgName} ({org.OrgId}) is a production org. Deploy {metadata.Name} to it?", "Deploy to production", ref yesToAll, ref noToAll));
    }
}
