using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using EcaTools.Core.Backup.Folders;
using EcaTools.Core.Certificates;
using EcaTools.Core.Credentials;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Freeze;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Usage;

namespace EcaTools.Core.Backup;

/// <summary>
/// Backs up the Connected Apps and External Client Apps of an org: their metadata, policies, grants, dependents, public
/// certificates and use, into one folder with a manifest and checksums. Each file is written when its app is read, so
/// that memory does not grow with the number of apps.
/// </summary>
/// <param name="org">The org.</param>
/// <param name="selection">Which apps; null for all.</param>
/// <param name="options">How; null for the defaults.</param>
public sealed class AppBackupWriter(EcaOrg org, BackupSelection? selection = null, BackupOptions? options = null)
{
    private readonly BackupSelection _selection = selection ?? BackupSelection.All;
    private readonly BackupOptions _options = options ?? new BackupOptions();
    private readonly OrgRecordReader _records = new(org);
    private readonly List<BackupApp> _apps = [];
    private readonly List<EcaException> _errors = [];

    /// <summary>Makes the backup.</summary>
    /// <param name="root">The folder that holds backups; this one gets a folder of its own in it.</param>
    /// <param name="progress">Told the name of each app.</param>
    /// <param name="cancellation">Stops it; what was written is taken away.</param>
    /// <exception cref="EcaException"><c>ParameterMissing</c>, <c>CertificateNotUsable</c>,
    /// <c>FileNotWritten</c>, or an error of the wire that no further request would escape.</exception>
    public async Task<BackupRun> WriteAsync(string root, IProgress<string>? progress, CancellationToken cancellation)
    {
        DateTimeOffset now = org.GetClient().Now;
        CheckOptions(now);
        BackupFolder folder = BackupFolder.Create(root, org.OrgId, now, _options.Certificate);
        bool isComplete = false;
        try
        {
            if (_selection.ConnectedApps is { } connectedApps)
            {
                await WriteConnectedAppsAsync(connectedApps, folder, progress, cancellation).ConfigureAwait(false);
            }

            if (_selection.ExternalClientApps is { } externalClientApps)
            {
                await WriteExternalClientAppsAsync(externalClientApps, folder, progress, cancellation)
                    .ConfigureAwait(false);
            }

            if (_apps.Count == 0)
            {
                return new BackupRun([], [.. _errors]);
            }

            BackupManifest manifest = new()
            {
                CreatedAt = now,
                RetainUntil = now + _options.Retention,
                OrgAlias = org.Alias,
                OrgId = org.OrgId,
                InstanceUrl = org.InstanceUrl,
                ApiVersion = org.ApiVersion.ToString(),
                EncryptedTo = _options.Certificate?.Thumbprint,
                Apps = [.. _apps],
                Files = [],
            };
            string checksum = folder.Complete(manifest);
            isComplete = true;
            return new BackupRun([.. Results(manifest, folder, checksum)], [.. _errors]);
        }
        finally
        {
            if (!isComplete)
            {
                folder.Abandon();
            }
        }
    }

    private void CheckOptions(DateTimeOffset now)
    {
        if (_options.Certificate is { } certificate)
        {
            BackupCipher.Check(certificate, now);
        }
        else if (_options.IncludeSecrets)
        {
            throw BackupErrors.SecretNeedsEncryption();
        }
    }

    private IEnumerable<EcaBackup> Results(BackupManifest manifest, BackupFolder folder, string checksum)
    {
        ILookup<(string, AppKind), BackupFile> files = folder.Files.ToLookup(file => (file.App, file.Kind));
        return _apps.Select(app => new EcaBackup
        {
            App = app.Name,
            Kind = app.Kind,
            Org = org.Alias,
            OrgId = org.OrgId,
            CreatedAt = manifest.CreatedAt,
            RetainUntil = manifest.RetainUntil,
            Path = folder.Path,
            FileCount = files[(app.Name, app.Kind)].Count(),
            IsEncrypted = _options.Certificate is not null,
            HasSecret = files[(app.Name, app.Kind)].Any(file => file.Content == BackupFile.Secret),
            Checksum = checksum,
            NotRead = app.NotRead,
        });
    }

    private async Task WriteConnectedAppsAsync(
        ConnectedAppSelection wanted,
        BackupFolder folder,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        await foreach (
            ConnectedAppFile read in new ConnectedAppOrgReader(org, wanted)
                .ReadAsync(cancellation)
                .ConfigureAwait(false)
        )
        {
            if (read.Error is { } error)
            {
                _errors.Add(error);
                continue;
            }

            // An app that is not installed has nothing here that could be restored.
            if (read.App is not { Origin: not ConnectedAppOrigin.Uninstalled } app || !IsNameSafe(app.Name))
            {
                continue;
            }

            progress?.Report(app.Name);
            _apps.Add(
                new BackupApp(app.Name, app.Label, AppKind.ConnectedApp)
                {
                    NamespacePrefix = app.NamespacePrefix,
                    NotRead = [.. app.NotRead.Where(part => !part.IsBeyondFiles)],
                }
            );
            WriteRecord(folder, app.Name, AppKind.ConnectedApp, new NamedRecord(app.Name, app.Metadata));
            WriteSurroundings(folder, app.Name, AppKind.ConnectedApp, AppSurroundings.Of(app));
            WriteCertificate(folder, app.Name, AppKind.ConnectedApp, app.Metadata["oauthConfig.certificate"]);
        }
    }

    private async Task WriteExternalClientAppsAsync(
        ConnectedAppSelection wanted,
        BackupFolder folder,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        Dictionary<string, ExternalClientApp> apps = (
            await new ExternalClientAppReader(org).ListAsync(cancellation).ConfigureAwait(false)
        )
            .Where(app => wanted.Matches(app.Name, app.Label) && IsNameSafe(app.Name))
            .ToDictionary(app => app.Name, StringComparer.OrdinalIgnoreCase);
        if (apps.Count == 0)
        {
            return;
        }

        Dictionary<string, List<UnreadPart>> unread = apps.Keys.ToDictionary(
            name => name,
            _ => new List<UnreadPart>(),
            StringComparer.OrdinalIgnoreCase
        );
        Dictionary<string, string?> keys = new(StringComparer.OrdinalIgnoreCase);
        foreach (string type in await TypesAsync(cancellation).ConfigureAwait(false))
        {
            progress?.Report(type);
            await foreach (OrgRecord read in ReadTypeAsync(type, [.. apps.Keys], cancellation).ConfigureAwait(false))
            {
                if (read.Document is not { } document)
                {
                    UnreadPart part = new(type, read.Error!.Message) { NextStep = read.Error.NextStep };
                    bool isOne = type == EcaType.App && unread.ContainsKey(read.FullName);
                    List<List<UnreadPart>> affected = isOne ? [unread[read.FullName]] : [.. unread.Values];
                    affected.ForEach(parts => parts.Add(part));
                    continue;
                }

                string owner = type == EcaType.App ? read.FullName : document.Record[EcaType.Owner] ?? "";
                if (!apps.TryGetValue(owner, out ExternalClientApp? app) || !IsNameSafe(read.FullName))
                {
                    continue;
                }

                WriteRecord(
                    folder,
                    app.Name,
                    AppKind.ExternalClientApp,
                    new NamedRecord(read.FullName, document.Record)
                );
                if (type == EcaType.GlobalOauthSettings)
                {
                    keys[app.Name] = document.Record["consumerKey"];
                    WriteCertificate(folder, app.Name, AppKind.ExternalClientApp, document.Record["certificate"]);
                }
            }
        }

        ILookup<string, string> callers = await CallersAsync(unread, cancellation).ConfigureAwait(false);
        foreach (ExternalClientApp app in apps.Values.OrderBy(app => app.Name, StringComparer.Ordinal))
        {
            WriteSurroundings(
                folder,
                app.Name,
                AppKind.ExternalClientApp,
                new AppSurroundings
                {
                    Id = app.Id,
                    ConsumerKey = keys.GetValueOrDefault(app.Name),
                    Callers = [.. callers[app.Label]],
                }
            );
            if (_options.IncludeSecrets && keys.ContainsKey(app.Name))
            {
                await WriteSecretAsync(folder, app, unread[app.Name], cancellation).ConfigureAwait(false);
            }

            _apps.Add(
                new BackupApp(app.Name, app.Label, AppKind.ExternalClientApp)
                {
                    NamespacePrefix = app.NamespacePrefix,
                    NotRead = [.. unread[app.Name]],
                }
            );
        }
    }

    /// <summary>The usernames that hold tokens, by the label of their app.</summary>
    private async Task<ILookup<string, string>> CallersAsync(
        Dictionary<string, List<UnreadPart>> unread,
        CancellationToken cancellation
    )
    {
        HashSet<(string Label, string UserId)> rows = [];
        UserNames users = new(org);
        try
        {
            OauthTokenReader reader = new(org);
            await foreach (
                OauthTokenRow row in reader.ReadAsync(applications: null, cancellation).ConfigureAwait(false)
            )
            {
                rows.Add((row.Application, row.UserId));
            }

            if (reader.NotRead is { } part)
            {
                unread.Values.ToList().ForEach(parts => parts.Add(part));
            }

            await users
                .ReadAsync(rows.Select(row => row.UserId).Distinct(StringComparer.Ordinal), cancellation)
                .ConfigureAwait(false);
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            unread.Values.ToList().ForEach(parts => parts.Add(new UnreadPart("OauthToken", error.Message)));
        }

        return rows.ToLookup(
            row => row.Label,
            row => users.Of(row.UserId) ?? row.UserId,
            StringComparer.OrdinalIgnoreCase
        );
    }

    /// <summary>The types of External Client Apps that the org has, the app itself first.</summary>
    private async Task<IEnumerable<string>> TypesAsync(CancellationToken cancellation)
    {
        HashSet<string> known =
        [
            .. (await _records.Metadata.DescribeAsync(cancellation).ConfigureAwait(false)).Select(type => type.XmlName),
        ];
        return MetadataSchema
            .Default.Types.Where(type => type.IsOfApp && type.IsIn(org.ApiVersion) && known.Contains(type.Name))
            .Select(type => type.Name)
            .Prepend(EcaType.App);
    }

    private async IAsyncEnumerable<OrgRecord> ReadTypeAsync(
        string type,
        IReadOnlyList<string> apps,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        IReadOnlyList<string> names =
            type == EcaType.App
                ? apps
                :
                [
                    .. (await _records.Metadata.ListAsync([type], cancellation).ConfigureAwait(false))
                        .Select(file => file.FullName)
                        .Distinct(StringComparer.Ordinal),
                ];
        await foreach (OrgRecord read in _records.ReadManyAsync(type, names, cancellation).ConfigureAwait(false))
        {
            yield return read;
        }
    }

    private async Task WriteSecretAsync(
        BackupFolder folder,
        ExternalClientApp app,
        List<UnreadPart> unread,
        CancellationToken cancellation
    )
    {
        CredentialClient client = new(org);
        try
        {
            EcaAppIdentity identity = new(app);
            EcaConsumer consumer = (await client.ListConsumersAsync(identity, cancellation).ConfigureAwait(false))[0];
            EcaCredential pair = await client.GetCurrentAsync(consumer, cancellation).ConfigureAwait(false);
            byte[] bytes = SecretBytes(pair);
            try
            {
                folder.Add(
                    new BackupFile(
                        $"secrets/{app.Name}.json",
                        app.Name,
                        AppKind.ExternalClientApp,
                        BackupFile.Secret,
                        Sha256: ""
                    ),
                    bytes
                );
            }
            finally
            {
                Array.Clear(bytes);
            }
        }
        catch (EcaException error) when (error.ErrorId != nameof(FileErrors.FileNotWritten))
        {
            unread.Add(new UnreadPart("ConsumerSecret", error.Message) { NextStep = error.NextStep });
        }
    }

    private static byte[] SecretBytes(EcaCredential pair)
    {
        nint text = Marshal.SecureStringToGlobalAllocUnicode(pair.Secret);
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(
                new BackupSecret(pair.ConsumerKey, Marshal.PtrToStringUni(text)!)
            );
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(text);
        }
    }

    private static void WriteRecord(BackupFolder folder, string app, AppKind kind, NamedRecord record)
    {
        MetadataType type = MetadataSchema.Default.Find(record.Type)!;
        folder.Add(
            new BackupFile(
                $"metadata/{type.Directory}/{record.FullName}.{type.Suffix}",
                app,
                kind,
                record.Type,
                Sha256: ""
            ),
            MetadataWriter.ToBytes(record.Record)
        );
    }

    private static void WriteSurroundings(BackupFolder folder, string app, AppKind kind, AppSurroundings around) =>
        folder.Add(
            new BackupFile($"{Folder(kind)}/{app}.json", app, kind, BackupFile.Surroundings, Sha256: ""),
            BackupJson.ToBytes(around)
        );

    private static void WriteCertificate(BackupFolder folder, string app, AppKind kind, string? certificate)
    {
        if (certificate is not null && CertificatePem.Of(certificate) is { } pem)
        {
            folder.Add(
                new BackupFile($"{Folder(kind)}/{app}.pem", app, kind, BackupFile.Certificate, Sha256: ""),
                System.Text.Encoding.ASCII.GetBytes(pem)
            );
        }
    }

    private static string Folder(AppKind kind) =>
        kind is AppKind.ConnectedApp ? "connected-apps" : "external-client-apps";

    /// <summary>Whether a name that the org gave can be a file's: nothing in it may lead elsewhere.</summary>
    private bool IsNameSafe(string name)
    {
        bool isSafe = BackupPath.IsName(name);
        if (!isSafe)
        {
            _errors.Add(BackupErrors.NameNotBackedUp(name, org.Alias));
        }

        return isSafe;
    }
}
