using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Deployment;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>
/// Replaces the certificate of an app whose callers log in by the JWT bearer flow. An app has one certificate, so that the old key's logins
/// end where the new one's begin. All that can fail is tried before the deploy, the new key logs in at once after it, and where it does not,
/// the old certificate is put back. A run after a crash goes on where that one stopped.
/// </summary>
/// <param name="org">The org.</param>
/// <param name="journal">Where it is remembered.</param>
public sealed class CertificateRotator(EcaOrg org, RotationJournal journal)
{
    private const int Attempts = 3;
    private static readonly TimeSpan LongestDeploy = TimeSpan.FromMinutes(30);

    private readonly GlobalSettings settings = new(org);
    private readonly TimeProvider time = org.GetClient().Wire.Options.TimeProvider;

    /// <summary>What <see cref="RotateAsync"/> would do. It only looks, and does not log in.</summary>
    /// <exception cref="EcaException">
    /// <c>CertificateKeyMismatch</c>, <c>CertificateAppOfOtherOrg</c>, <c>CertificateAppNotFound</c>, <c>CertificateOfOwnLogin</c>,
    /// <c>RotationJournalNotReadable</c>, or an error of the wire.
    /// </exception>
    public async Task<CertificateRotationPlan> PlanAsync(CertificateRotationRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        CheckKey(request);
        string app = request.App.Name;
        if (request.App.OrgAlias is { } alias && !alias.Equals(org.Alias, StringComparison.OrdinalIgnoreCase))
        {
            throw CertificateRotationErrors.CertificateAppOfOtherOrg(app, alias, org.Alias);
        }

        bool isName = app.Length > 0 && app.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
        NamedRecord held = (isName ? await settings.ReadAsync(app, cancellation).ConfigureAwait(false) : null)
            ?? throw CertificateRotationErrors.CertificateAppNotFound(app, org.Alias);
        return held.Record["consumerKey"] is { } key && key == org.LoginConsumerKey
            ? throw CertificateRotationErrors.CertificateOfOwnLogin(app, org)
            : new CertificateRotationPlan(request, held, JournalOf(app).Read(), org.Alias);
    }

    /// <summary>Replaces the certificate, proves it, and puts the old one back where it does not let its key in.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="cancellation">Stops it; the same call goes on later.</param>
    /// <exception cref="EcaException">
    /// As for <see cref="PlanAsync"/>; <c>RotationRunning</c>, <c>RotationJournalNotWritten</c>, <c>OldKeyNotAccepted</c>, <c>CertificateNotDeployed</c> or
    /// what the callers' steps throw: nothing is changed then. <c>DeployStillRunning</c>, or an error of the wire: the same call goes on.
    /// </exception>
    public async Task<EcaCertificateRotation> RotateAsync(CertificateRotationRequest request, CancellationToken cancellation = default)
    {
        CheckKey(request);
        CertificateJournal log = JournalOf(request.App.Name);
        using IDisposable held = log.Lock(request.App.Name);
        CertificateRotationPlan plan = await PlanAsync(request, cancellation).ConfigureAwait(false);
        string consumerKey = plan.Settings.Record["consumerKey"] ?? throw CertificateRotationErrors.CertificateAppNotFound(request.App.Name, org.Alias);
        CertificateHandover handover = new(request.App.Name, consumerKey, plan.OldThumbprint, plan.Thumbprint, request.KeyPath);
        CertificateProof proof = new(org, request);
        EcaCertificateRotation result = new()
        {
            OrgAlias = org.Alias,
            App = request.App.Name,
            State = plan.IsResumed ? CertificateRotationState.Resumed : plan.IsInOrg ? CertificateRotationState.Unchanged : CertificateRotationState.Rotated,
            ConsumerKey = consumerKey,
            OldThumbprint = plan.OldThumbprint,
            OldNotAfter = plan.OldNotAfter,
            Thumbprint = plan.Thumbprint,
            NotAfter = request.Certificate.NotAfter,
        };

        if (plan is { IsInOrg: true, IsResumed: false })
        {
            // What it had before is not known, so nothing could be put back.
            EcaException? refused = await proof.TryAsync(request.Key, consumerKey, TimeSpan.Zero, cancellation).ConfigureAwait(false);
            return refused is null ? result : result with
            {
                State = CertificateRotationState.NeedsHuman,
                Refusal = refused.Message,
                NextStep = $"The app has this certificate already. See Setup > Login History for the reason, and whether {request.Username} may use the app.",
            };
        }

        CertificateEntry entry = new() { App = request.App.Name, OldCertificate = plan.Old, Thumbprint = plan.Thumbprint, StartedAt = time.GetUtcNow() };
        long? sent = null;
        if (!plan.IsInOrg)
        {
            if (request.OldKey is { } oldKey && await proof.TryAsync(oldKey, consumerKey, TimeSpan.Zero, cancellation).ConfigureAwait(false) is { } refused)
            {
                throw CertificateRotationErrors.OldKeyNotAccepted(request.App.Name, request.Username, refused);
            }

            log.Write(entry);
            await (request.Callers?.PrepareAsync(handover, cancellation) ?? Task.CompletedTask).ConfigureAwait(false);
            sent = time.GetTimestamp();
            (string? id, string? refusal) = await DeployAsync(GlobalSettings.With(plan.Settings, ("certificate", request.Certificate.Pem)), cancellation).ConfigureAwait(false);
            result = result with { DeployId = id };
            if (refusal is not null)
            {
                await (request.Callers?.WithdrawAsync(handover, cancellation) ?? Task.CompletedTask).ConfigureAwait(false);
                log.Write(entry with { EndedAt = time.GetUtcNow() });
                throw CertificateRotationErrors.CertificateNotDeployed(request.App.Name, org.Alias, refusal);
            }
        }

        EcaException? said = await proof.TryAsync(request.Key, consumerKey, request.MaximumWait, cancellation).ConfigureAwait(false);
        if (said is null)
        {
            result = result with { Gap = sent is { } from ? time.GetElapsedTime(from) : null };
            await (request.Callers?.ActivateAsync(handover, cancellation) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        else
        {
            result = await RestoreAsync(plan, proof, consumerKey, result with { Refusal = said.Message }, log.Path, cancellation).ConfigureAwait(false);
            if (result.State == CertificateRotationState.NeedsHuman)
            {
                return result;
            }

            await (request.Callers?.WithdrawAsync(handover, cancellation) ?? Task.CompletedTask).ConfigureAwait(false);
        }

        log.Write(entry with { EndedAt = time.GetUtcNow() });
        return result;
    }

    /// <summary>A key that does not fit would only be found out when the old one no longer logs in.</summary>
    private static void CheckKey(CertificateRotationRequest request)
    {
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(request.Certificate.Pem);
        if (!request.Key.BelongsTo(certificate))
        {
            throw CertificateRotationErrors.CertificateKeyMismatch(certificate.Thumbprint, request.KeyPath);
        }
    }

    private CertificateJournal JournalOf(string app) => new(journal.Folder, org, app);

    private async Task<EcaCertificateRotation> RestoreAsync(
        CertificateRotationPlan plan, CertificateProof proof, string consumerKey, EcaCertificateRotation result, string log, CancellationToken cancellation)
    {
        (_, string? refusal) = await DeployAsync(GlobalSettings.With(plan.Settings, ("certificate", plan.Old)), cancellation).ConfigureAwait(false);
        EcaException? said = refusal is null && plan.Request.OldKey is { } oldKey
            ? await proof.TryAsync(oldKey, consumerKey, plan.Request.MaximumWait, cancellation).ConfigureAwait(false)
            : null;
        return refusal is not null || said is not null
            ? result with
            {
                State = CertificateRotationState.NeedsHuman,
                NextStep = $"{refusal ?? said!.Message} The app's old certificate is in {log}: put it back in Setup > External Client App Manager > {result.App} > Settings > OAuth Settings.",
            }
            : result with
            {
                State = CertificateRotationState.Restored,
                NextStep = $"The app has its old certificate again{(plan.Request.OldKey is null ? "" : ", and its key logs in")}. See Setup > Login History for the reason, and whether {plan.Request.Username} may use the app; then run the command again.",
            };
    }

    /// <summary>Replaces the settings.</summary>
    /// <returns>The deploy, where its id is known, and why the org refused it.</returns>
    private async Task<(string? Id, string? Refusal)> DeployAsync(NamedRecord wanted, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                string id = await settings.StartAsync(wanted, new DeployOptions(), cancellation).ConfigureAwait(false);
                return (id, await settings.WaitAsync(id, LongestDeploy, cancellation).ConfigureAwait(false));
            }
            catch (EcaException lost) when (lost.ErrorId == nameof(SalesforceErrors.ChangeOutcomeUnknown) && attempt < Attempts)
            {
                // Whether the deploy was started is not known. The same settings once more change nothing that the first has not changed.
            }
        }
    }
}
