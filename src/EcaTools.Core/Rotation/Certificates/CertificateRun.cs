using EcaTools.Core.Certificates;
using EcaTools.Core.Deployment;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>One run of a rotation: which certificate the app has, which key callers have, and the journal that says
/// so.</summary>
internal sealed class CertificateRun
{
    private const int Attempts = 3;
    private static readonly TimeSpan LongestDeploy = TimeSpan.FromMinutes(30);

    private readonly EcaOrg _org;
    private readonly CertificateRotationPlan _plan;
    private readonly CertificateRotationRequest _request;
    private readonly CertificateJournal _log;
    private readonly GlobalSettings _settings;
    private readonly CertificateProof _proof;
    private readonly string _consumerKey;
    private readonly CertificateHandover _handover;
    private readonly TimeProvider _time;
    private CertificateEntry _entry;
    private EcaCertificateRotation _result;
    private bool _mayHaveNew;

    public CertificateRun(EcaOrg org, CertificateRotationPlan plan, CertificateJournal log, string consumerKey)
    {
        (_org, _plan, _log, _consumerKey, _request) = (org, plan, log, consumerKey, plan.Request);
        (_settings, _proof, _time) = (
            new GlobalSettings(org),
            new CertificateProof(org, _request),
            org.GetClient().Wire.Options.TimeProvider
        );
        _handover = plan.Handover(consumerKey);
        _mayHaveNew = plan.IsInOrg;
        _entry =
            plan.Unfinished
            ?? new CertificateEntry
            {
                App = _request.App.Name,
                OldCertificate = plan.Old,
                Thumbprint = plan.Thumbprint,
                Callers = _request.Callers is null ? CallerKey.Unknown : CallerKey.Old,
                StartedAt = _time.GetUtcNow(),
            };
        _result = new EcaCertificateRotation
        {
            OrgAlias = org.Alias,
            App = _request.App.Name,
            State = StateOf(plan),
            ConsumerKey = consumerKey,
            OldThumbprint = plan.OldThumbprint,
            OldNotAfter = plan.OldNotAfter,
            Thumbprint = plan.Thumbprint,
            NotAfter = _request.Certificate.NotAfter,
        };
    }

    public async Task<EcaCertificateRotation> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return _plan is { IsInOrg: true, IsResumed: false }
                ? await ProveAgainAsync(cancellation).ConfigureAwait(false)
                : await RotateAsync(cancellation).ConfigureAwait(false);
        }
        catch (EcaException error) when (_mayHaveNew)
        {
            // Whatever went wrong, the first question is whether callers can log in.
            throw new EcaException(
                error.Category,
                $"{error.Message} {Callers()}",
                error.NextStep,
                error,
                error.Target,
                error.ErrorId
            );
        }
    }

    private static CertificateRotationState StateOf(CertificateRotationPlan plan)
    {
        if (plan.IsResumed)
        {
            return CertificateRotationState.Resumed;
        }

        return plan.IsInOrg ? CertificateRotationState.Unchanged : CertificateRotationState.Rotated;
    }

    private async Task<EcaCertificateRotation> RotateAsync(CancellationToken cancellation)
    {
        long? sent = _plan.IsInOrg ? null : await ReplaceAsync(cancellation).ConfigureAwait(false);
        EcaException? refused = await _proof
            .TryAsync(_request.Key, _consumerKey, _request.MaximumWait, isNewApp: false, cancellation)
            .ConfigureAwait(false);
        if (refused is not null)
        {
            return await RestoreAsync(refused, cancellation).ConfigureAwait(false);
        }

        _result = _result with { Gap = sent is { } from ? _time.GetElapsedTime(from) : null };
        if (_request.Callers is { } callers)
        {
            // From now on callers may have the new key alone, so the old certificate must not come back.
            await RecordAsync(CallerKey.New).ConfigureAwait(false);
            await callers.ActivateAsync(_handover, cancellation).ConfigureAwait(false);
        }

        string? file = WriteMetadata();
        await RecordAsync(_entry.Callers, hasEnded: true).ConfigureAwait(false);
        return _result with { CallersHave = _entry.Callers, MetadataFile = file, NextStep = Next(file) };
    }

    /// <summary>The app has the certificate already, and what it had before is not known: nothing could be restored.
    /// Callers get the key if nothing says that they have it.</summary>
    private async Task<EcaCertificateRotation> ProveAgainAsync(CancellationToken cancellation)
    {
        EcaException? refused = await _proof
            .TryAsync(_request.Key, _consumerKey, TimeSpan.Zero, isNewApp: false, cancellation)
            .ConfigureAwait(false);
        if (refused is not null)
        {
            return Ask(
                "The app already has this certificate. Setup > Login History names the reason; check whether "
                    + $"{_request.Username} may use the app."
            ) with
            {
                Refusal = refused.Message,
            };
        }

        bool isOpen = _plan.IsHandoverOpen;
        if (isOpen && _request.Callers is { } callers)
        {
            await RecordAsync(CallerKey.New).ConfigureAwait(false);
            await callers.ActivateAsync(_handover, cancellation).ConfigureAwait(false);
            await RecordAsync(CallerKey.New, hasEnded: true).ConfigureAwait(false);
            _result = _result with { State = CertificateRotationState.Resumed, CallersHave = CallerKey.New };
            isOpen = false;
        }

        string lockedOut =
            "The app already has this certificate, and nothing here says that callers have its key. Those with "
            + $"another key are locked out: give them {_request.KeyPath}, or run this again with -CallerKeyPath.";
        return _result with { MetadataFile = WriteMetadata(), NextStep = isOpen ? lockedOut : "" };
    }

    /// <summary>Gives callers both keys, and deploys the new certificate.</summary>
    /// <returns>When the deploy was sent.</returns>
    private async Task<long> ReplaceAsync(CancellationToken cancellation)
    {
        if (
            _request.OldKey is { } oldKey
            && await _proof
                .TryAsync(oldKey, _consumerKey, TimeSpan.Zero, isNewApp: false, cancellation)
                .ConfigureAwait(false)
                is { } refused
        )
        {
            throw CertificateRotationErrors.OldKeyNotAccepted(_request.App.Name, _request.Username, refused);
        }

        await _log.WriteAsync(_entry).ConfigureAwait(false);
        if (_request.Callers is { } callers)
        {
            await callers.PrepareAsync(_handover, cancellation).ConfigureAwait(false);
            await RecordAsync(CallerKey.Both).ConfigureAwait(false);
        }

        // What was prepared may have taken its time: the settings are sent back as they are now.
        NamedRecord now = await ReadAsync(cancellation).ConfigureAwait(false);
        if (Pem(now) != Pem(_plan.Settings))
        {
            throw CertificateRotationErrors.CertificateChangedMeanwhile(_request.App.Name, _org.Alias);
        }

        _mayHaveNew = true;
        long sent = _time.GetTimestamp();
        (string? id, string? refusal) = await DeployAsync(now, _request.Certificate.Pem, cancellation)
            .ConfigureAwait(false);
        _result = _result with { DeployId = id };
        if (refusal is null)
        {
            return sent;
        }

        _mayHaveNew = false;
        await WithdrawAsync(cancellation).ConfigureAwait(false);
        throw CertificateRotationErrors.CertificateNotDeployed(_request.App.Name, _org.Alias, refusal);
    }

    /// <summary>
    /// Restores the old certificate, if the app still has the one that this run deployed and callers can't have its key
    /// alone. Every other field stays as it is now.
    /// </summary>
    private async Task<EcaCertificateRotation> RestoreAsync(EcaException refused, CancellationToken cancellation)
    {
        _result = _result with { Refusal = refused.Message, CallersHave = _entry.Callers };
        if (_entry.Callers == CallerKey.New)
        {
            return Ask(
                "Callers may have the new key already, so the old certificate was not restored. Setup > "
                    + "Login History names the reason "
                    + $"of the refusal; check whether {_request.Username} may use the app, then run the command again."
            );
        }

        NamedRecord now = await ReadAsync(cancellation).ConfigureAwait(false);
        if (Pem(now) != _request.Certificate.Pem)
        {
            _mayHaveNew = false;
            await RecordAsync(_entry.Callers, hasEnded: true).ConfigureAwait(false);
            return Ask(
                "Somebody else changed the app's certificate meanwhile, so it was left as it is. Find "
                    + "out who else rotates it; callers "
                    + $"need the key of that certificate. The certificate that the app had before this run "
                    + $"is in {_log.Name}."
            );
        }

        (_, string? refusal) = await DeployAsync(now, _plan.Old, cancellation).ConfigureAwait(false);
        EcaException? oldRefused =
            refusal is null && _request.OldKey is { } oldKey
                ? await _proof
                    .TryAsync(oldKey, _consumerKey, _request.MaximumWait, isNewApp: false, cancellation)
                    .ConfigureAwait(false)
                : null;
        if (refusal is not null || oldRefused is not null)
        {
            return Ask(
                $"{refusal ?? oldRefused!.Message} The app's old certificate is in {_log.Name}: put it "
                    + $"back in Setup > External Client "
                    + $"App Manager > {_result.App} > Settings > OAuth Settings. Until then callers with "
                    + $"the old key are locked out."
            );
        }

        _mayHaveNew = false;
        await WithdrawAsync(cancellation).ConfigureAwait(false);
        return _result with
        {
            State = CertificateRotationState.Restored,
            CallersHave = _entry.Callers,
            NextStep =
                $"The app has its old certificate again{(_request.OldKey is null ? "" : ", and its key logs in")}"
                + $". Setup > Login History "
                + $"names the reason; check whether {_request.Username} may use the app, then run the command again.",
        };
    }

    private EcaCertificateRotation Ask(string nextStep) =>
        _result with
        {
            State = CertificateRotationState.NeedsHuman,
            NextStep = nextStep,
        };

    /// <summary>The app has its old certificate: callers don't need the new key.</summary>
    private async Task WithdrawAsync(CancellationToken cancellation)
    {
        if (_request.Callers is { } callers)
        {
            await callers.WithdrawAsync(_handover, cancellation).ConfigureAwait(false);
        }

        await RecordAsync(_request.Callers is null ? CallerKey.Unknown : CallerKey.Old, hasEnded: true)
            .ConfigureAwait(false);
    }

    private async Task<NamedRecord> ReadAsync(CancellationToken cancellation) =>
        await _settings.ReadAsync(_request.App.Name, cancellation).ConfigureAwait(false)
        ?? throw CertificateRotationErrors.CertificateAppNotFound(_request.App.Name, _org.Alias);

    /// <summary>Replaces the certificate in the settings; null takes it away.</summary>
    /// <returns>The deploy, if its id is known, and why the org refused it.</returns>
    private async Task<(string? Id, string? Refusal)> DeployAsync(
        NamedRecord now,
        string? certificate,
        CancellationToken cancellation
    )
    {
        NamedRecord wanted = GlobalSettings.With(now, ("certificate", certificate));
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                string id = await _settings.StartAsync(wanted, new DeployOptions(), cancellation).ConfigureAwait(false);
                return (id, await _settings.WaitAsync(id, LongestDeploy, cancellation).ConfigureAwait(false));
            }
            catch (EcaException lost)
                when (lost.ErrorId == nameof(SalesforceErrors.ChangeOutcomeUnknown) && attempt < Attempts)
            {
                // Whether the deploy was started is not known. The same settings once more change nothing that the
                // first has not changed.
            }
        }
    }

    private Task RecordAsync(CallerKey callers, bool hasEnded = false)
    {
        _entry = _entry with { Callers = callers, EndedAt = hasEnded ? _time.GetUtcNow() : null };
        return _log.WriteAsync(_entry);
    }

    private string? WriteMetadata() =>
        _request.MetadataPath is { } folder
            ? CertificateMetadata.Find(folder, _request.App.Name, _org.ApiVersion).Write(_request.Certificate.Pem)
            : null;

    private string Next(string? file)
    {
        string callers = _request.Callers is null
            ? $"Callers with the old key are locked out: give them the new one ({_request.KeyPath}) now. "
            : "";
        return file is null
            ? $"{callers}If the app's metadata is kept in files, run this again with -MetadataPath, which "
                + $"writes the new certificate into them; "
                + "else the next Publish-EcaMetadata deploys the old one and locks callers out."
            : callers.TrimEnd();
    }

    /// <summary>Which key callers have while the app has, or may have, the new certificate.</summary>
    private string Callers() =>
        _entry.Callers switch
        {
            CallerKey.Both => "The app may have the new certificate already. Callers have both keys; those that use "
                + "only the old one may be locked out "
                + "until this is resumed.",
            CallerKey.New => "The app has the new certificate. Callers that don't have its key yet are locked out "
                + "until this is resumed.",
            _ => "The app may have the new certificate already, so callers with the old key may be locked "
                + "out until this is resumed.",
        };

    private static string? Pem(NamedRecord record) =>
        record.Record["certificate"] is { } held ? CertificatePem.Of(held) : null;
}
