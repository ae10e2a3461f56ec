using System.Management.Automation;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Deployment;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Deployment;

/// <summary>
/// Deploys the metadata of External Client Apps in phases (the app with its OAuth settings, then its policies), waits
/// for each, and reads back the consumer key and the policies that the org generated.
/// </summary>
[Cmdlet(
    VerbsData.Publish,
    "EcaMetadata",
    DefaultParameterSetName = MetadataSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Uri + "Publish-EcaMetadata.md"
)]
[OutputType(typeof(EcaDeployment))]
public sealed class PublishEcaMetadataCommand : EcaOrgCmdlet
{
    private const string MetadataSet = "Metadata";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private EcaOrg? org;
    private EcaPublisher? publisher;
    private readonly SortedDictionary<string, List<string>> _missing = new(StringComparer.Ordinal);
    private int _begun;
    private int _known;
    private bool yesToAll;
    private bool noToAll;

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
    public string[]? Name { get; set; }

    /// <summary>Lets the org check the deployment without changing anything.</summary>
    [Parameter]
    public SwitchParameter ValidateOnly { get; set; }

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
        org = RequireOrg();
        publisher = new EcaPublisher(org);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation) =>
        ParameterSetName switch
        {
            PathSet => ForEachAsync(
                Path,
                path => PublishFoldersAsync(ResolvePaths(path, literal: false), cancellation)
            ),
            LiteralPathSet => ForEachAsync(
                LiteralPath,
                path => PublishFoldersAsync(ResolvePaths(path, literal: true), cancellation)
            ),
            _ => PublishAsync(Metadata, cancellation),
        };

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
            if (!System.IO.Path.Exists(folder))
            {
                throw EngineErrors.PathNotFound(folder, null);
            }

            await PublishAsync(
                new EcaProjectReader()
                    .Read(folder, org!.ApiVersion, cancellation)
                    .Where(app => filter.Matches(app.Name)),
                cancellation
            );
        }

        foreach (string missing in filter.Unmatched)
        {
            Write(EngineErrors.AppNotFound(missing, string.Join(", ", folders)), missing);
        }
    }

    private Task PublishAsync(IEnumerable<EcaMetadata> source, CancellationToken cancellation)
    {
        EcaMetadata[] apps = [.. source];
        _known += apps.Length;
        return ForEachAsync(
            apps,
            async metadata =>
            {
                // From the pipeline the apps come one by one, so that nobody knows how many there will be.
                bool isLast = ++_begun == _known && ParameterSetName == MetadataSet && apps.Length == 1;
                string count = isLast ? $"{_begun}" : $"{_begun} of {_known}";
                if (!Directory.Exists(metadata.OutputPath))
                {
                    // One error for the folder, and not one for each of its apps.
                    (
                        _missing.TryGetValue(metadata.OutputPath, out List<string>? apps)
                            ? apps
                            : _missing[metadata.OutputPath] = []
                    ).Add(metadata.Name);
                    return;
                }

                PublishOptions options = new()
                {
                    ValidateOnly = ValidateOnly,
                    Force = Force,
                    AllowCertificateChange = AllowCertificateChange,
                    MaximumWait = TimeSpan.FromMinutes(TimeoutMinutes),
                };
                using CmdletProgress bar = StartProgress($"Publishing {metadata.Name} to {org!.Alias} ({count})");
                bar.Report("Comparing with the org");
                EcaPublishPlan plan = await publisher!.PlanAsync(metadata, options, cancellation);
                if (!MayPublish(plan))
                {
                    return;
                }

                Progress<PublishProgress> progress = new(now =>
                    bar.Report(
                        $"{now.Phase}: {now.Status} ({now.DeployId})",
                        now.ComponentsTotal == 0 ? -1 : now.ComponentsDeployed * 100 / now.ComponentsTotal
                    )
                );
                EcaDeployment deployment = await publisher.PublishAsync(plan, progress, cancellation);
                Write(deployment);
                foreach (string renamed in deployment.Renamed)
                {
                    WriteWarning(renamed);
                }

                if (deployment.ToError() is { } failure)
                {
                    Write(failure);
                }
            }
        );
    }

    /// <summary>
    /// Nothing is asked for an app that is not sent: one that has not changed, or that is refused. A deployment to a
    /// production org asks first, unless -Confirm:$false says not to.
    /// </summary>
    private bool MayPublish(EcaPublishPlan plan)
    {
        bool isSent = !plan.IsUnchanged && plan.CanPublish;
        if (!isSent && !IsWhatIf)
        {
            return true;
        }

        string what =
            $"{(ValidateOnly ? "Validate" : "Publish")} {plan.Name} -> {org!.Alias} ({org.OrgType}): {plan.Summary}";
        string lines = string.Concat(plan.Lines.Select(line => $"{Environment.NewLine}  {line}"));
        return ShouldProcess(
                what + lines,
                what + lines,
                ValidateOnly ? "Validate External Client App metadata" : "Deploy External Client App metadata"
            )
            && (
                ValidateOnly
                || org.OrgType != OrgType.Production
                || IsConfirmed
                || ShouldContinue(
                    $"{org.OrgName} ({org.OrgId}) is a production org. Deploy {plan.Name} to it?{lines}",
                    "Deploy to production",
                    ref yesToAll,
                    ref noToAll
                )
            );
    }
}
