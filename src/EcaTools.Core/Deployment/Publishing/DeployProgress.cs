using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>Tells where one deploy of a publication stands.</summary>
internal sealed class DeployProgress : IProgress<DeployResult>
{
    private readonly PublishProgress _start;
    private readonly IProgress<PublishProgress> _progress;

    private DeployProgress(PublishProgress start, IProgress<PublishProgress> progress) =>
        (_start, _progress) = (start, progress);

    /// <summary>The progress of a deploy; null if nobody follows it.</summary>
    /// <param name="name">The app, or how many there are.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="deployId">The id of the deploy.</param>
    /// <param name="progress">Gets where the deploy stands.</param>
    public static DeployProgress? Of(
        string name,
        string phase,
        string deployId,
        IProgress<PublishProgress>? progress
    ) =>
        progress is null
            ? null
            : new DeployProgress(new PublishProgress(name, phase, deployId, DeployStatus.Pending, 0, 0), progress);

    /// <inheritdoc/>
    public void Report(DeployResult value) =>
        _progress.Report(
            _start with
            {
                Status = value.Status,
                ComponentsDeployed = value.ComponentsDeployed,
                ComponentsTotal = value.ComponentsTotal,
            }
        );
}
