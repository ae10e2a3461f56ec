using System.Collections.Immutable;
using EcaTools.Core.Backup.Folders;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Freeze;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Backup.Restore;

/// <summary>
/// Restores apps from a backup: what differs is put back, and what can't be is announced before anything is changed. A
/// run after a crash compares again and goes on with what is left.
/// </summary>
public sealed class AppRestorer : IDisposable
{
    private readonly EcaOrg _org;
    private readonly OpenBackup _backup;
    private readonly RestoreOptions _options;
    private readonly AppFreezer _freezer;
    private readonly MetadataClient _metadata;
    private readonly ExternalClientAppRestore _externalClientApps;
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("eca-restore-");

    private AppRestorer(EcaOrg org, OpenBackup backup, RestoreOptions options)
    {
        (_org, _backup, _options) = (org, backup, options);
        _freezer = new AppFreezer(org);
        _metadata = new MetadataClient(org.GetClient());
        _externalClientApps = new ExternalClientAppRestore(org, backup, options, _work.FullName);
    }

    /// <summary>The folder of the backup.</summary>
    public string Path => _backup.Path;

    /// <summary>When the backup was made (UTC).</summary>
    public DateTimeOffset CreatedAt => _backup.Manifest.CreatedAt;

    /// <summary>Opens a backup and verifies it; nothing is changed.</summary>
    /// <param name="org">The org to restore into.</param>
    /// <param name="path">The folder of a backup, or of several: the newest one of the org is taken.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="EcaException">
    /// <c>PathNotFound</c>, <c>FileNotReadable</c>, <c>DocumentInvalid</c>,
    /// <c>BackupChanged</c>,
    /// <c>ParameterMissing</c>, <c>CertificateKeyMismatch</c>, <c>BackupExpired</c>, <c>WrongOrg</c>.
    /// </exception>
    public static AppRestorer Open(EcaOrg org, string path, RestoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(org);
        options ??= new RestoreOptions();
        OpenBackup backup = OpenBackup.Open(path, org.OrgId, options.Certificate, options.Checksum);
        if (SalesforceId.Short(backup.Manifest.OrgId) != SalesforceId.Short(org.OrgId))
        {
            if (!options.IsSandboxRefresh)
            {
                throw BackupErrors.BackupOfOtherOrg(backup.Path, backup.Manifest, org);
            }

            if (org.OrgType is OrgType.Production)
            {
                throw BackupErrors.RefreshNeedsSandbox(org);
            }
        }

        return backup.Manifest.RetainUntil < org.GetClient().Now && !options.AllowExpired
            ? throw BackupErrors.BackupExpired(backup.Path, backup.Manifest)
            : new AppRestorer(org, backup, options);
    }

    /// <summary>Looks what restoring the apps would do, all of them before anything is changed.</summary>
    /// <exception cref="EcaException"><c>AppNotFound</c>, or an error of the org.</exception>
    public async Task<ImmutableArray<RestorePlan>> PlanAsync(CancellationToken cancellation)
    {
        string? unknown = _options.Names.FirstOrDefault(name => !_backup.Manifest.Apps.Any(app => Is(app, name)));
        if (unknown is not null)
        {
            throw BackupErrors.AppNotInBackup(unknown, _backup.Path);
        }

        BackupApp[] wanted =
        [
            .. _backup.Manifest.Apps.Where(app => _options.Names.IsEmpty || _options.Names.Any(name => Is(app, name))),
        ];
        return
        [
            .. await PlanConnectedAppsAsync(wanted, cancellation).ConfigureAwait(false),
            .. await PlanExternalClientAppsAsync(wanted, cancellation).ConfigureAwait(false),
        ];
    }

    /// <summary>Carries a plan out.</summary>
    /// <exception cref="EcaException"><c>ChangeRefused</c>, or an error of the org.</exception>
    public async Task<EcaRestore> ApplyAsync(RestorePlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.IsChange)
        {
            await ChangeAsync(plan, cancellation).ConfigureAwait(false);
        }

        return new EcaRestore
        {
            App = plan.Name,
            Kind = plan.Kind,
            Org = _org.Alias,
            OrgId = _org.OrgId,
            Outcome = OutcomeOf(plan),
            Changes = plan.IsChange ? plan.Changes : [],
            NotRestored = plan.NotRestorable,
            Callers = plan.IsChange ? plan.Callers : [],
            Path = _backup.Path,
            BackupCreatedAt = _backup.Manifest.CreatedAt,
            CheckedAt = _org.GetClient().Now,
        };
    }

    private static RestoreOutcome OutcomeOf(RestorePlan plan)
    {
        if (plan.IsRefused)
        {
            return RestoreOutcome.NotRestored;
        }

        return plan.IsChange ? RestoreOutcome.Restored : RestoreOutcome.Unchanged;
    }

    /// <summary>Deletes the files that were made for publishing.</summary>
    public void Dispose() => _work.Delete(recursive: true);

    private static bool Is(BackupApp app, string name) => app.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private async Task ChangeAsync(RestorePlan plan, CancellationToken cancellation)
    {
        if (
            plan.Publication is { } publication
            && await _externalClientApps.ApplyAsync(publication, cancellation).ConfigureAwait(false) is { } refused
        )
        {
            throw BackupErrors.AppNotRestored(plan.Name, _org.Alias, refused);
        }

        if (plan.Update is { } record)
        {
            await UpdateAsync(plan.Name, record, cancellation).ConfigureAwait(false);
        }

        if (plan.Block is { ConsumerKey: { } key })
        {
            await _freezer.BlockConsumerAsync(plan.Name, key, cancellation).ConfigureAwait(false);
        }
        else if (plan.Block is { FullName: { } blocked })
        {
            await _freezer.UnblockConsumerAsync(plan.Name, blocked, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Updates a Connected App and reads it back: an org may accept a record and hold another one.</summary>
    private async Task UpdateAsync(string name, MetadataRecord record, CancellationToken cancellation)
    {
        await foreach (
            MetadataSaveResult result in _metadata
                .UpdateAsync(record.Type, [RecordXml.Of(new NamedRecord(name, record))], cancellation)
                .ConfigureAwait(false)
        )
        {
            if (!result.Success)
            {
                throw BackupErrors.AppNotRestored(name, _org.Alias, string.Join("; ", result.Errors));
            }
        }

        Dictionary<string, ConnectedApp> now = await ReadConnectedAppsAsync([name], cancellation).ConfigureAwait(false);
        string[] left = now.TryGetValue(name, out ConnectedApp? app)
            ? [.. ConnectedAppRestore.Differences(record, ConnectedAppRestore.WithoutCredentials(app.Metadata))]
            : ["the org does not show it any more."];
        if (left.Length > 0)
        {
            throw BackupErrors.AppNotRestored(
                name,
                _org.Alias,
                $"it accepted the record and still differs: {string.Join("; ", left)}"
            );
        }
    }

    private async Task<IEnumerable<RestorePlan>> PlanConnectedAppsAsync(
        BackupApp[] wanted,
        CancellationToken cancellation
    )
    {
        BackupApp[] apps = [.. wanted.Where(app => app.Kind is AppKind.ConnectedApp)];
        if (apps.Length == 0)
        {
            return [];
        }

        if (_options.IsSandboxRefresh)
        {
            return apps.Select(app => new RestorePlan(app)
            {
                IsRefused = true,
                NotRestorable =
                [
                    $"{app.Name} is a Connected App: a refreshed sandbox has those of its source org. It "
                        + $"is not changed.",
                ],
            });
        }

        Dictionary<string, ConnectedApp> now = await ReadConnectedAppsAsync(
                [.. apps.Select(app => app.Name)],
                cancellation
            )
            .ConfigureAwait(false);
        Dictionary<string, string> owners = await OwnersOfKeysAsync(cancellation).ConfigureAwait(false);
        ConnectedAppRestore restore = new(_backup, _options);
        return
        [
            .. apps.Select(app =>
            {
                ConnectedApp? there = now.GetValueOrDefault(app.Name);
                return restore.Plan(app, there, owners.GetValueOrDefault(there?.ConsumerKey ?? ""));
            }),
        ];
    }

    private async Task<Dictionary<string, ConnectedApp>> ReadConnectedAppsAsync(
        ImmutableArray<string> names,
        CancellationToken cancellation
    )
    {
        HashSet<string> wanted = new(names, StringComparer.OrdinalIgnoreCase);
        Dictionary<string, ConnectedApp> apps = new(StringComparer.OrdinalIgnoreCase);
        await foreach (
            ConnectedAppFile file in new ConnectedAppOrgReader(
                _org,
                new ConnectedAppSelection((name, _) => wanted.Contains(name), names)
            )
                .ReadAsync(cancellation)
                .ConfigureAwait(false)
        )
        {
            if (file.Error is { } error)
            {
                throw error;
            }

            if (file.App is { Origin: not ConnectedAppOrigin.Uninstalled } app)
            {
                apps[app.Name] = app;
            }
        }

        return apps;
    }

    /// <summary>The External Client Apps by their consumer keys.</summary>
    private async Task<Dictionary<string, string>> OwnersOfKeysAsync(CancellationToken cancellation)
    {
        Dictionary<string, string> owners = new(StringComparer.Ordinal);
        await foreach (
            ExternalClientApp app in new ExternalClientAppReader(_org).ReadAsync(cancellation).ConfigureAwait(false)
        )
        {
            if (app.ConsumerKey is { } key)
            {
                owners[key] = app.Name;
            }
        }

        return owners;
    }

    private async Task<IEnumerable<RestorePlan>> PlanExternalClientAppsAsync(
        BackupApp[] wanted,
        CancellationToken cancellation
    )
    {
        BackupApp[] apps = [.. wanted.Where(app => app.Kind is AppKind.ExternalClientApp)];
        if (apps.Length == 0)
        {
            return [];
        }

        Dictionary<string, ExternalClientApp> now = (
            await new ExternalClientAppReader(_org).ListAsync(cancellation).ConfigureAwait(false)
        ).ToDictionary(app => app.Name, StringComparer.OrdinalIgnoreCase);
        List<RestorePlan> plans = [];
        foreach (BackupApp app in apps)
        {
            plans.Add(
                await _externalClientApps
                    .PlanAsync(app, now.GetValueOrDefault(app.Name)?.Id, _options.IsSandboxRefresh, cancellation)
                    .ConfigureAwait(false)
            );
        }

        return plans;
    }
}
