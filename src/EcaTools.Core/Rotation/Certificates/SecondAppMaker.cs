using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Certificates;
using EcaTools.Core.Comparison;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>
/// Rotates a certificate without any gap: a second app like the first one, with the new certificate and a consumer key
/// of its own, stands next to it until every caller has moved. A run after a crash resumes it.
/// </summary>
/// <param name="org">The org.</param>
public sealed class SecondAppMaker(EcaOrg org)
{
    private readonly OrgAppSetReader _reader = new(org);
    private readonly CertificateLook _look = new(org);

    /// <summary>What <see cref="MakeAsync"/> would do. It only looks, and does not log in.</summary>
    /// <param name="request">The app, the certificate, and what proves it.</param>
    /// <param name="name">The second app's full name.</param>
    /// <param name="folder">The folder for its metadata; null to keep none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">
    /// <c>CertificateKeyMismatch</c>, <c>AppNotFound</c>, <c>UserNotFound</c>,
    /// <c>UserNotAllowed</c>, or an error of the org.
    /// </exception>
    public async Task<SecondAppPlan> PlanAsync(
        CertificateRotationRequest request,
        string name,
        string? folder,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(name);
        await _look.ReadAsync(request, cancellation).ConfigureAwait(false);
        string? notChecked = await _look.CheckUserAsync(request, cancellation).ConfigureAwait(false);
        return new SecondAppPlan(this, request, name, folder, org.Alias) { NotChecked = notChecked };
    }

    /// <summary>Makes the second app, and logs in with the new key.</summary>
    /// <param name="request">The app, the certificate, and what proves it. Its callers are left alone: they have the
    /// first app until they move.</param>
    /// <param name="name">The second app's full name.</param>
    /// <param name="folder">The folder for its metadata; null to keep none.</param>
    /// <param name="cancellation">Stops it; the same call resumes it later.</param>
    /// <exception cref="EcaException">
    /// As for <see cref="PlanAsync"/>; <c>RecordsNotCompared</c>, <c>NameTaken</c>, <c>ChangeRefused</c>,
    /// or the errors of <see cref="EcaProjectWriter"/> and <see cref="EcaPublisher"/>.
    /// </exception>
    public async Task<EcaCertificateRotation> MakeAsync(
        CertificateRotationRequest request,
        string name,
        string? folder,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(name);
        NamedRecord held = await _look.ReadAsync(request, cancellation).ConfigureAwait(false);
        DirectoryInfo? temporary = folder is null ? Directory.CreateTempSubdirectory("eca-second-") : null;
        try
        {
            return await MakeInAsync(request, name, temporary?.FullName ?? folder!, held, cancellation)
                .ConfigureAwait(false);
        }
        finally
        {
            temporary?.Delete(recursive: true);
        }
    }

    private async Task<EcaCertificateRotation> MakeInAsync(
        CertificateRotationRequest request,
        string name,
        string folder,
        NamedRecord held,
        CancellationToken cancellation
    )
    {
        using X509Certificate2 wanted = X509Certificate2.CreateFromPem(request.Certificate.Pem);
        using X509Certificate2? old =
            held.Record["certificate"] is { } has && CertificatePem.Of(has) is { } pem
                ? X509Certificate2.CreateFromPem(pem)
                : null;
        (ConvertedApp copy, ImmutableArray<string> notCopied) = await CopyAsync(request, name, cancellation)
            .ConfigureAwait(false);
        using EcaProjectWriter writer = new(folder);
        EcaMetadata metadata = writer.Write(copy);
        writer.Complete();
        EcaDeployment deployment = await new EcaPublisher(org)
            .PublishAsync(metadata, cancellation: cancellation)
            .ConfigureAwait(false);
        string key =
            deployment is { ConsumerKey: { } made } && deployment.ToError() is null
                ? made
                : throw CertificateRotationErrors.SecondAppNotPublished(name, org.Alias, deployment.ToError());
        EcaException? refused = await new CertificateProof(org, request)
            .TryAsync(request.Key, key, request.MaximumWait, isNewApp: true, cancellation)
            .ConfigureAwait(false);
        return new EcaCertificateRotation
        {
            OrgAlias = org.Alias,
            App = request.App.Name,
            State = refused is null ? CertificateRotationState.SecondApp : CertificateRotationState.NeedsHuman,
            ConsumerKey = key,
            OldThumbprint = old?.Thumbprint,
            OldNotAfter = old is null ? null : new DateTimeOffset(old.NotAfter.ToUniversalTime()),
            Thumbprint = wanted.Thumbprint,
            NotAfter = request.Certificate.NotAfter,
            DeployId = deployment.Phases.FirstOrDefault(phase => phase.DeployId is not null)?.DeployId,
            SecondApp = name,
            NotCopied = notCopied,
            Refusal = refused?.Message,
            NextStep = refused is null
                ? $"Give callers the new key and the consumer key of {name}, one after the other. When nobody logs in by {request.App.Name} any "
                    + "more, delete it in Setup > External Client App Manager."
                : $"Setup > Login History names the reason; check whether {request.Username} may use {name}. {request.App.Name} was not changed. "
                    + "Then run the command again.",
        };
    }

    private async Task<(ConvertedApp Copy, ImmutableArray<string> NotCopied)> CopyAsync(
        CertificateRotationRequest request,
        string name,
        CancellationToken cancellation
    )
    {
        string app = request.App.Name;
        EcaAppSet set = await _reader
            .ReadAsync(
                each =>
                    each.Equals(app, StringComparison.OrdinalIgnoreCase)
                    || each.Equals(name, StringComparison.OrdinalIgnoreCase),
                cancellation
            )
            .ConfigureAwait(false);
        EcaAppRecords first = set.Find(app) ?? throw CertificateRotationErrors.CertificateAppNotFound(app, org.Alias);
        if (
            first.NotRead.Any(part =>
                EcaType.Satellites.Contains(part.Type, StringComparer.Ordinal) || part.Type == EcaType.App
            )
        )
        {
            throw CertificateRotationErrors.SecondAppNotCopied(
                app,
                string.Join(" ", first.NotRead.Select(part => $"{part.Type}: {part.Reason}"))
            );
        }

        if (
            set.Find(name) is { } second
            && second
                .Records.FirstOrDefault(record => record.Type == EcaType.GlobalOauthSettings)
                ?.Record["certificate"]
                is var held
            && (held is null || CertificatePem.Of(held) != request.Certificate.Pem)
        )
        {
            throw CertificateRotationErrors.SecondAppExists(name, org.Alias);
        }

        ILookup<bool, NamedRecord> records = first.Records.ToLookup(record =>
            record.Type == EcaType.App || EcaType.Satellites.Contains(record.Type, StringComparer.Ordinal)
        );
        ConvertedApp copy = new(
            ConnectedAppName: null,
            name,
            org.ApiVersion,
            [
                .. records[true]
                    .OrderBy(record => record.Type != EcaType.App)
                    .Select(record => Copy(record, app, name, request.Certificate.Pem)),
            ],
            Losses: []
        );
        return (copy, [.. records[false].Select(record => $"{record.Type} {record.FullName}")]);
    }

    /// <summary>The record under the second app's name, without what an org makes for each app itself.</summary>
    private static NamedRecord Copy(NamedRecord record, string app, string name, string certificate)
    {
        string fullName =
            name + ConnectedAppMapping.Default.Records.First(mapping => mapping.Type.Name == record.Type).NameSuffix;
        NamedRecord kept =
            record.Type == EcaType.GlobalOauthSettings
                ? GlobalSettings.With(record, ("certificate", certificate))
                : record;
        return new NamedRecord(
            fullName,
            kept.Record with
            {
                Fields =
                [
                    .. kept
                        .Record.Fields.Where(field =>
                            !field.IsSecret && !ComparisonFacts.Default.IsOrgSpecific(record.Type, field.Name)
                        )
                        .Select(field =>
                            field switch
                            {
                                { Name: EcaType.Owner } => field with { Value = name },
                                { Name: "label" } when field.Value == record.FullName => field with
                                {
                                    Value = fullName,
                                },
                                _ => field,
                            }
                        ),
                ],
            }
        );
    }
}
