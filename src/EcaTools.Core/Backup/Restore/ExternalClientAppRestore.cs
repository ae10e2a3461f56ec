using System.Net;
using System.Security;
using EcaTools.Core.Backup.Folders;
using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Backup.Restore;

/// <summary>
/// Compares an External Client App with its backup, and publishes what differs. A new app can be given the consumer key
/// and secret that it had (field reports); those of an existing app stay as they are.
/// </summary>
/// <param name="org">The org.</param>
/// <param name="backup">The backup.</param>
/// <param name="options">How.</param>
/// <param name="work">A folder that is deleted afterwards, for the files that are published.</param>
internal sealed class ExternalClientAppRestore(EcaOrg org, OpenBackup backup, RestoreOptions options, string work)
{
    private readonly EcaPublisher _publisher = new(org);
    private readonly GlobalSettings _settings = new(org);
    private readonly MetadataReader _reader = new();

    /// <summary>Plans the restoration of an app.</summary>
    /// <param name="saved">The app in the backup.</param>
    /// <param name="id">The id of the org's app of that name; null where it has none.</param>
    /// <param name="isRefresh">Whether the org is a refreshed sandbox, whose apps may have other ids.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<RestorePlan> PlanAsync(
        BackupApp saved,
        string? id,
        bool isRefresh,
        CancellationToken cancellation
    )
    {
        AppSurroundings around = backup.SurroundingsOf(saved);
        string? refusal;
        if (saved.NamespacePrefix is not null)
        {
            refusal = $"{saved.Name} came in a package. Install the package; its policies are in the backup.";
        }
        else if (
            id is not null
            && !isRefresh
            && await IsAnotherAsync(saved, around, id, cancellation).ConfigureAwait(false)
        )
        {
            refusal =
                $"The org has another app of the name {saved.Name}: its id is {id}, and that of the app "
                + $"in the backup is {around.Id}. It is not changed.";
        }
        else
        {
            refusal = null;
        }

        if (refusal is not null)
        {
            return new RestorePlan(saved) { IsRefused = true, NotRestorable = [refusal] };
        }

        List<string> notes = [];
        EcaMetadata metadata = await ExtractAsync(saved, id is null, notes, cancellation).ConfigureAwait(false);
        SecureString? secret = SecretOf(saved);
        EcaPublishPlan plan = await _publisher
            .PlanAsync(
                metadata,
                new PublishOptions
                {
                    Force = true,
                    AllowCertificateChange = true,
                    ConsumerSecret = secret,
                },
                cancellation
            )
            .ConfigureAwait(false);
        if (
            !options.AllowCertificateChange
            && plan.Changes.Any(change => DifferenceText.IsCertificate(change) && change.Reference is not null)
        )
        {
            return RestorePlan.OfOtherCertificate(saved, plan.Changes.Select(DifferenceText.Line));
        }

        if (plan.IsNew && secret is null)
        {
            notes.Add(
                "The consumer secret is not in the backup: the app gets a new one. Deliver it to the "
                    + "callers (Get-EcaCredential)."
            );
        }

        string[] problems = [.. plan.Problems.Select(problem => problem.ToString())];
        return new RestorePlan(saved)
        {
            IsRefused = !plan.CanPublish,
            Changes = plan.IsUnchanged ? [] : [.. plan.Changes.Select(DifferenceText.Line)],
            NotRestorable = [.. notes, .. problems, .. plan.IsNew ? CallersLine(around) : []],
            Publication = plan.IsUnchanged ? null : plan,
            Callers = plan.IsNew ? around.Callers : [],
        };
    }

    /// <summary>Whether the org's app is not the one in the backup: an app that was restored has another id, and the
    /// same consumer key.</summary>
    private async Task<bool> IsAnotherAsync(
        BackupApp saved,
        AppSurroundings around,
        string id,
        CancellationToken cancellation
    ) =>
        around.Id is not null
        && SalesforceId.Short(id) != SalesforceId.Short(around.Id)
        && (await _settings.ReadAsync(saved.Name, cancellation).ConfigureAwait(false))?.Record["consumerKey"]
            != around.ConsumerKey;

    /// <summary>Publishes what differs.</summary>
    /// <returns>Why the org refused it; null where it was done.</returns>
    public async Task<string?> ApplyAsync(EcaPublishPlan plan, CancellationToken cancellation)
    {
        EcaDeployment deployment = await _publisher
            .PublishAsync(plan, progress: null, cancellation)
            .ConfigureAwait(false);
        string? refusal = deployment.ToError()?.Message;
        return refusal is not null && plan.Publication.Options.ConsumerSecret is { } secret
            ? SecretScrubber.Scrub(refusal, [new NetworkCredential("", secret).Password])
            : refusal;
    }

    private static IEnumerable<string> CallersLine(AppSurroundings around) =>
        around.Callers.IsEmpty
            ? []
            : [$"Its tokens can't be restored: {Quantity.Of(around.Callers.Length, "user")} must authorize it again."];

    /// <summary>Writes the app's files, so that they can be published as any others. An existing app keeps its
    /// key.</summary>
    private async Task<EcaMetadata> ExtractAsync(
        BackupApp saved,
        bool isNew,
        List<string> notes,
        CancellationToken cancellation
    )
    {
        List<EcaMetadataFile> files = [];
        foreach (BackupFile file in backup.Manifest.FilesOf(saved).Where(file => file.IsMetadata))
        {
            if (file.Content != EcaType.App && !EcaType.Satellites.Contains(file.Content, StringComparer.Ordinal))
            {
                notes.Add(
                    $"{file.Content} is not put back. Deploy the file {file.Path} of the backup with the "
                        + $"Salesforce CLI."
                );
                continue;
            }

            using MemoryStream stream = new(backup.Read(file), writable: false);
            NamedRecord record = Portable(
                new NamedRecord(PlainName(file), _reader.Read(stream, backup.PathOf(file), file.Content).Record)
            );
            string owner = file.Content == EcaType.App ? record.FullName : record.Record[EcaType.Owner] ?? "";
            if (!owner.Equals(saved.Name, StringComparison.OrdinalIgnoreCase))
            {
                throw BackupErrors.BackupMalformed(
                    backup.PathOf(file),
                    1,
                    $"the manifest says that it is of {saved.Name}, and it is of {owner}"
                );
            }

            if (file.Content == EcaType.GlobalOauthSettings && !isNew)
            {
                record = await WithKeyOfOrgAsync(saved, record, notes, cancellation).ConfigureAwait(false);
            }

            MetadataType type = MetadataSchema.Default.Find(file.Content)!;
            string folder = Path.Combine(work, saved.Name, type.Directory!);
            string path = Path.Combine(folder, $"{record.FullName}.{type.Suffix}");
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(path, MetadataWriter.ToBytes(record.Record), cancellation)
                .ConfigureAwait(false);
            files.Add(new EcaMetadataFile(file.Content, record.FullName, path));
        }

        return new EcaMetadata
        {
            Name = saved.Name,
            ApiVersion = org.ApiVersion,
            OutputPath = Path.Combine(work, saved.Name),
            Files = [.. files.OrderByDescending(file => file.Type == EcaType.App)],
        };
    }

    private async Task<NamedRecord> WithKeyOfOrgAsync(
        BackupApp saved,
        NamedRecord record,
        List<string> notes,
        CancellationToken cancellation
    )
    {
        string? key = (await _settings.ReadAsync(saved.Name, cancellation).ConfigureAwait(false))?.Record[
            "consumerKey"
        ];
        if (key is not null && record.Record["consumerKey"] is { } old && old != key)
        {
            notes.Add("The consumer key was rotated since the backup. The app keeps its present key and secret.");
        }

        return GlobalSettings.With(record, ("consumerKey", key));
    }

    private SecureString? SecretOf(BackupApp saved)
    {
        BackupFile? file = backup.Manifest.FilesOf(saved).FirstOrDefault(file => file.Content == BackupFile.Secret);
        if (file is null || backup.Manifest.EncryptedTo is null)
        {
            return null;
        }

        byte[] bytes = backup.Read(file);
        try
        {
            return new NetworkCredential(
                "",
                BackupJson.Read<BackupSecret>(bytes, backup.PathOf(file)).ConsumerSecret
            ).SecurePassword;
        }
        finally
        {
            Array.Clear(bytes);
        }
    }

    /// <summary>The record without the elements that an org makes itself, and refuses if they are not its own
    /// (Salesforce Help: deploy an external client app with its global settings file).</summary>
    private static NamedRecord Portable(NamedRecord record) =>
        record with
        {
            Record = record.Record with
            {
                Fields =
                [
                    .. record.Record.Fields.Where(field => field.Name is not ("oauthLink" or "orgScopedExternalApp")),
                ],
            },
        };

    /// <summary>The full name without the suffixes of the file and of its encryption.</summary>
    private static string PlainName(BackupFile file)
    {
        string name = Path.GetFileName(file.Path);
        return name[..name.IndexOf('.', StringComparison.Ordinal)];
    }
}
