using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>
/// Replaces the certificate of an app whose callers log in by the JWT bearer flow. An app has one certificate, so that
/// the old key's logins end when the new one's begin. All that can fail is tried before the deploy, the new key logs in
/// immediately after it, and if it does not, the old certificate is restored. A run after a crash resumes it.
/// </summary>
/// <param name="org">The org.</param>
/// <param name="journal">Where it is remembered.</param>
public sealed class CertificateRotator(EcaOrg org, RotationJournal journal)
{
    private readonly CertificateLook _look = new(org);

    /// <summary>What a rotation would do. It only looks, and does not log in.</summary>
    /// <exception cref="EcaException">
    /// <c>CertificateKeyMismatch</c>, <c>WrongOrg</c>, <c>AppNotFound</c>,
    /// <c>OwnAppRefused</c>, <c>UserNotFound</c>, <c>UserNotAllowed</c>,
    /// <c>PathNotFound</c>, <c>RotationJournalNotReadable</c>, or an error of the org.
    /// </exception>
    public async Task<CertificateRotationPlan> PlanAsync(
        CertificateRotationRequest request,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        NamedRecord held = await _look.ReadAsync(request, cancellation).ConfigureAwait(false);
        string? notChecked = await _look.CheckUserAsync(request, cancellation).ConfigureAwait(false);
        if (request.MetadataPath is { } folder)
        {
            _ = CertificateMetadata.Find(folder, request.App.Name, org.ApiVersion);
        }

        CertificateEntry? entry = await JournalOf(request).ReadAsync(cancellation).ConfigureAwait(false);
        return new CertificateRotationPlan(this, request, held, entry, org.Alias) { NotChecked = notChecked };
    }

    /// <summary>Replaces the certificate, proves it, and restores the old one if it does not log in.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="cancellation">Stops it; the same call resumes it later.</param>
    /// <exception cref="EcaException">
    /// As for <see cref="PlanAsync"/>; <c>RotationRunning</c>, <c>RotationOwned</c>, <c>RotationJournalNotWritten</c>,
    /// <c>CertificateNotAccepted</c>, <c>CredentialNotDeployed</c>, or what the callers' steps throw: nothing is changed
    /// then. <c>DeployStillRunning</c>, or an error of the org: the message says which key callers have, and the same
    /// call resumes it.
    /// </exception>
    public async Task<EcaCertificateRotation> RotateAsync(
        CertificateRotationRequest request,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        CertificateLook.CheckKey(request);
        CertificateJournal log = JournalOf(request);
        IAsyncDisposable held = await log.LockAsync(request.App.Name, cancellation).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            CertificateRotationPlan plan = await PlanAsync(request, cancellation).ConfigureAwait(false);
            string consumerKey =
                plan.Settings.Record["consumerKey"]
                ?? throw CertificateRotationErrors.CertificateAppNotFound(request.App.Name, org.Alias);
            return await new CertificateRun(org, plan, log, consumerKey).RunAsync(cancellation).ConfigureAwait(false);
        }
    }

    private CertificateJournal JournalOf(CertificateRotationRequest request) => new(journal, org, request.App.Name);
}
