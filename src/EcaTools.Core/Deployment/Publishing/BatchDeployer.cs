using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Deployment.Publishing;

/// <summary>
/// Sends the records of many apps in as few deploys as the limits of the Metadata API allow. A production org rolls a
/// deploy back as a whole if one component fails, so the apps that the org refuses are taken out and the others are
/// sent again, unless all or none were asked for.
/// </summary>
/// <param name="org">The org.</param>
/// <param name="pending">Notes each deploy before it is waited for.</param>
/// <param name="progress">Told where each deploy stands.</param>
internal sealed class BatchDeployer(EcaOrg org, PendingDeploys pending, IProgress<PublishProgress>? progress)
{
    private readonly MetadataClient _metadata = new(org.GetClient());

    /// <summary>Deploys, and closes the phase of each app with what became of it.</summary>
    /// <exception cref="EcaException">The errors of the wire, after which a run resumes the work.</exception>
    public async Task DeployAsync(
        string phase,
        IReadOnlyCollection<Shipment> shipments,
        PublishOptions options,
        CancellationToken cancellation
    )
    {
        foreach (Shipment unchanged in shipments.Where(IsUnchanged))
        {
            unchanged.Publication.Close(phase, EcaDeploymentStatus.Unchanged, deployId: null, unchanged.Records);
        }

        foreach (List<Shipment> batch in Batches(shipments.Where(shipment => !IsUnchanged(shipment))))
        {
            List<Shipment> left = batch;
            while (left.Count > 0)
            {
                left = await DeployAsync(phase, left, options, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Carries out a validation that the org keeps, for all apps at once.</summary>
    public async Task QuickDeployAsync(
        string phase,
        List<Shipment> shipments,
        PublishOptions options,
        CancellationToken cancellation
    )
    {
        string id = await _metadata
            .DeployRecentValidationAsync(options.ValidatedId!, cancellation)
            .ConfigureAwait(false);
        DeployResult result = await WaitAsync(phase, id, shipments, options, cancellation).ConfigureAwait(false);
        Close(phase, result, shipments, shipments);
    }

    private static bool IsUnchanged(Shipment shipment) => !shipment.Records.Any(shipment.Publication.Differs);

    /// <summary>Apps of one API version, as many as a deploy may hold. The records of an app stay together.</summary>
    private static IEnumerable<List<Shipment>> Batches(IEnumerable<Shipment> shipments) =>
        shipments
            .GroupBy(shipment => shipment.Publication.App.ApiVersion)
            .SelectMany(version =>
                DeployLimits.Batches(version, shipment => (shipment.Records.Length, shipment.Bytes))
            );

    /// <summary>Deploys once; the apps to send again without those that the org refused.</summary>
    private async Task<List<Shipment>> DeployAsync(
        string phase,
        List<Shipment> batch,
        PublishOptions options,
        CancellationToken cancellation
    )
    {
        byte[] zip = DeployPackage.Zip(
            [.. batch.SelectMany(shipment => Outgoing(shipment, options))],
            batch[0].Publication.App.ApiVersion
        );
        if (zip.Length > options.MaximumZip)
        {
            CloseTooLarge(phase, zip.Length, batch, options);
            return [];
        }

        string id = await SendAsync(zip, options, cancellation).ConfigureAwait(false);
        DeployResult result = await WaitAsync(phase, id, batch, options, cancellation).ConfigureAwait(false);
        List<Shipment> refused = [.. batch.Where(shipment => result.Failures.Any(shipment.Has))];
        bool isAboutAll =
            result.Success
            || options.Atomic
            || refused.Count == 0
            || refused.Count == batch.Count
            || result.Status is DeployStatus.Canceled or DeployStatus.Canceling;
        Close(phase, result, isAboutAll ? batch : refused, batch);
        return isAboutAll ? [] : [.. batch.Except(refused)];
    }

    /// <summary>The records as they are sent: a new app gets the consumer secret that was given for it.</summary>
    private static IEnumerable<LocalRecord> Outgoing(Shipment shipment, PublishOptions options) =>
        shipment.Publication.IsNew && options.ConsumerSecret is { } secret
            ? shipment.Records.Select(record => GlobalSettings.WithSecret(record, secret))
            : shipment.Records;

    private async Task<string> SendAsync(byte[] zip, PublishOptions options, CancellationToken cancellation)
    {
        DeployOptions deploy = new() { CheckOnly = options.ValidateOnly };
        if (options.ValidateOnly)
        {
            return await _metadata.DeployAsync(zip, deploy, cancellation).ConfigureAwait(false);
        }

        return await pending.SendAsync(() => _metadata.DeployAsync(zip, deploy, cancellation)).ConfigureAwait(false);
    }

    private async Task<DeployResult> WaitAsync(
        string phase,
        string id,
        List<Shipment> batch,
        PublishOptions options,
        CancellationToken cancellation
    )
    {
        string name = batch.Count == 1 ? batch[0].Publication.App.Name : $"{batch.Count} apps";
        DeployResult result = await _metadata
            .WaitForDeployAsync(id, DeployProgress.Of(name, phase, id, progress), options.MaximumWait, cancellation)
            .ConfigureAwait(false);
        pending.Remove(id);
        return result;
    }

    /// <summary>Only one app can be too large: several are put together below the limit.</summary>
    private static void CloseTooLarge(string phase, long bytes, List<Shipment> batch, PublishOptions options)
    {
        foreach (Shipment shipment in batch)
        {
            shipment.Publication.Close(phase, EcaDeploymentStatus.Failed, deployId: null, shipment.Records);
            shipment.Publication.AddProblems(
                EcaDeploymentProblem.OfAll(
                    "Error",
                    string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"The files of {shipment.Publication.App.Name} make a zip of {bytes:N0} bytes, and an org takes {options.MaximumZip:N0}. Nothing of this phase was sent. Make the largest files smaller; metadata holds no images."
                    )
                )
            );
        }
    }

    private static void Close(string phase, DeployResult result, List<Shipment> shipments, List<Shipment> batch)
    {
        EcaDeploymentStatus status = result switch
        {
            { Success: true, CheckOnly: true } => EcaDeploymentStatus.Validated,
            { Success: true } => EcaDeploymentStatus.Succeeded,
            { Status: DeployStatus.Canceled or DeployStatus.Canceling } => EcaDeploymentStatus.Canceled,
            _ => EcaDeploymentStatus.Failed,
        };
        foreach (Shipment shipment in shipments)
        {
            shipment.Publication.Close(phase, status, result.Id, shipment.Records);
            shipment.Publication.AddProblems(
                result,
                shipment.Records,
                message => !shipment.Has(message) && batch.Exists(other => other.Has(message))
            );
        }
    }
}
