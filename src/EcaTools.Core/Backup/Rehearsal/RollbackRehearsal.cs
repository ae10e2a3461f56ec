using EcaTools.Core.Backup.Folders;
using EcaTools.Core.Backup.Restore;
using EcaTools.Core.Files;
using EcaTools.Core.Freeze;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Backup.Rehearsal;

/// <summary>
/// Rehearses the rollback of an app: backs it up, changes and blocks it, restores it, and compares. It never runs in a
/// production org. If a step fails, the app is restored before the error is reported.
/// </summary>
/// <param name="org">The org.</param>
/// <param name="root">The folder for backups and for the evidence.</param>
public sealed class RollbackRehearsal(EcaOrg org, string root)
{
    private const string Mark = "Changed by a rollback rehearsal";
    private readonly List<RollbackStep> _steps = [];
    private readonly TimeProvider _time = org.GetClient().Wire.Options.TimeProvider;

    /// <summary>Runs the rehearsal and keeps the evidence.</summary>
    /// <param name="app">The app's full name.</param>
    /// <param name="kind">What kind of app is meant; null as for <see cref="AppFreezer"/>.</param>
    /// <param name="callers">Tells whether the callers of the app work; null if they are not tested.</param>
    /// <param name="cancellation">Stops it; the app is restored all the same.</param>
    /// <exception cref="EcaException"><c>WrongOrg</c>, <c>AppNotFound</c>, or an error of the
    /// org.</exception>
    public async Task<EcaRollbackTest> RunAsync(
        string app,
        AppKind? kind,
        Func<CancellationToken, Task<bool>>? callers,
        CancellationToken cancellation
    )
    {
        if (org.OrgType is OrgType.Production)
        {
            throw BackupErrors.RehearsalInProduction(org);
        }

        AppFreezer freezer = new(org);
        BlockPlan block = await freezer
            .PlanBlockAsync(app, kind, new BlockOptions { ForceReason = Mark }, cancellation)
            .ConfigureAwait(false);
        if (Interrupted(block.App, block.Kind) is { } left)
        {
            // A rehearsal was killed after it began to change the app: a backup of what it left would be no way back.
            await TimeAsync(
                    "Resume",
                    () => RestoreAsync(Path.Combine(root, Path.GetFileName(left.Folder)), block.App, block.Kind),
                    result => $"A rehearsal was interrupted. {string.Join("; ", result.Changes)}".Trim()
                )
                .ConfigureAwait(false);
            block = await freezer
                .PlanBlockAsync(app, block.Kind, new BlockOptions { ForceReason = Mark }, cancellation)
                .ConfigureAwait(false);
        }

        string folder = await TimeAsync("Backup", () => BackUpAsync(block, cancellation), path => path)
            .ConfigureAwait(false);
        EcaRestore? restored = null;
        Write(MarkerOf(block.App, block.Kind), new RehearsalMarker(Path.GetFileName(folder)));
        try
        {
            await TimeAsync(
                    "Change",
                    async () =>
                    {
                        await ChangeAsync(block, cancellation).ConfigureAwait(false);
                        return await freezer.ApplyAsync(block, cancellation).ConfigureAwait(false);
                    },
                    _ => "The description was changed, and the app was blocked."
                )
                .ConfigureAwait(false);
        }
        finally
        {
            // Whatever went wrong, and even if the user stopped it, the app must be as it was.
            restored = await TimeAsync(
                    "Restore",
                    () => RestoreAsync(folder, block.App, block.Kind),
                    result => string.Join("; ", result.Changes)
                )
                .ConfigureAwait(false);
        }

        RestorePlan rest = await PlanAsync(folder, block.App, block.Kind).ConfigureAwait(false);
        bool isEqual = !rest.IsRefused && rest.Changes.IsEmpty;
        if (isEqual)
        {
            File.Delete(MarkerOf(block.App, block.Kind));
        }

        _steps.Add(
            new RollbackStep("Compare", 0, isEqual ? "The app is as in the backup." : string.Join("; ", rest.Changes))
        );
        bool works =
            callers is null
            || await TimeAsync("Callers", () => callers(cancellation), ok => ok ? "They work." : "They do not work.")
                .ConfigureAwait(false);
        EcaRollbackTest result = new()
        {
            App = block.App,
            Kind = block.Kind,
            Org = org.Alias,
            OrgId = org.OrgId,
            Outcome = isEqual && works ? RollbackOutcome.Passed : RollbackOutcome.Failed,
            Steps = [.. _steps],
            RestoreSeconds = _steps.First(step => step.Name == "Restore").Seconds,
            AreCallersTested = callers is not null,
            Path = folder,
            CheckedAt = restored.CheckedAt,
        };
        Write(EvidenceOf(result.App, result.Kind), result);
        return result;
    }

    /// <summary>The evidence of the last rehearsal of an app; null if there is none.</summary>
    /// <exception cref="EcaException"><c>FileNotReadable</c>, <c>DocumentInvalid</c>.</exception>
    public EcaRollbackTest? FindLast(string app, AppKind kind) => Find<EcaRollbackTest>(EvidenceOf(app, kind));

    /// <summary>When the newest backup of an app in the folder was made (UTC); null if there is none.</summary>
    /// <exception cref="EcaException"><c>FileNotReadable</c>, <c>DocumentInvalid</c>.</exception>
    public DateTimeOffset? FindBackup(string app, AppKind kind) =>
        OpenBackup.NewestOf(root, org.OrgId, app, kind)?.CreatedAt;

    private RehearsalMarker? Interrupted(string app, AppKind kind) => Find<RehearsalMarker>(MarkerOf(app, kind));

    private static T? Find<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path)
                ? BackupJson.Read<T>(
                    BoundedFile.Read(path, 1024 * 1024)
                        ?? throw BackupErrors.BackupMalformed(path, 1, "it has more than 1 MB"),
                    path
                )
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BackupErrors.BackupNotReadable(path, exception);
        }
    }

    private static void Write<T>(string path, T document)
    {
        try
        {
            AtomicFile.Write(path, BackupJson.ToBytes(document), new AtomicFileOptions { IsPrivate = true });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BackupErrors.BackupNotWritten(path, exception);
        }
    }

    private string EvidenceOf(string app, AppKind kind) => FileOf(app, kind, "");

    /// <summary>The file that names the backup while the app is changed.</summary>
    private string MarkerOf(string app, AppKind kind) => FileOf(app, kind, "-running");

    private string FileOf(string app, AppKind kind, string suffix) =>
        BackupPath.IsName(app)
            ? Path.Combine(root, $"rollback-{org.OrgId}-{kind}-{app}{suffix}.json")
            : throw BackupErrors.NameNotBackedUp(app, org.Alias);

    private async Task<string> BackUpAsync(BlockPlan app, CancellationToken cancellation)
    {
        ConnectedAppSelection only = new(
            (name, _) => name.Equals(app.App, StringComparison.OrdinalIgnoreCase),
            [app.App]
        );
        BackupSelection selection =
            app.Kind is AppKind.ConnectedApp ? new(only, null) : new BackupSelection(null, only);
        BackupRun run = await new AppBackupWriter(org, selection)
            .WriteAsync(root, progress: null, cancellation)
            .ConfigureAwait(false);
        if (run.Apps.Length == 0)
        {
            throw run.Errors.Length > 0 ? run.Errors[0] : BackupErrors.NoAppToBackUp(org.Alias);
        }

        return run.Apps[0].Path;
    }

    private async Task ChangeAsync(BlockPlan app, CancellationToken cancellation)
    {
        string type = app.Kind is AppKind.ConnectedApp ? "ConnectedApp" : EcaType.App;
        await foreach (
            OrgRecord read in new OrgRecordReader(org).ReadAsync(type, [app.App], cancellation).ConfigureAwait(false)
        )
        {
            MetadataRecord record = ConnectedAppRestore.WithoutCredentials((read.Document ?? throw read.Error!).Record);
            NamedRecord changed = Deployment.GlobalSettings.With(
                new NamedRecord(app.App, record),
                ("description", Mark)
            );
            await foreach (
                MetadataSaveResult saved in new MetadataClient(org.GetClient())
                    .UpdateAsync(type, [RecordXml.Of(changed)], cancellation)
                    .ConfigureAwait(false)
            )
            {
                if (!saved.Success)
                {
                    throw BackupErrors.AppNotRehearsed(app.App, org.Alias, string.Join("; ", saved.Errors));
                }
            }
        }
    }

    private async Task<EcaRestore> RestoreAsync(string folder, string app, AppKind kind)
    {
        using AppRestorer restorer = AppRestorer.Open(org, folder, new RestoreOptions { Names = [app] });
        RestorePlan plan = (await restorer.PlanAsync(CancellationToken.None).ConfigureAwait(false)).Single(found =>
            found.Kind == kind
        );
        EcaRestore result = await restorer.ApplyAsync(plan, CancellationToken.None).ConfigureAwait(false);
        if (kind is AppKind.ExternalClientApp && result.Outcome is RestoreOutcome.NotRestored)
        {
            throw BackupErrors.AppNotRestored(app, org.Alias, string.Join(" ", result.NotRestored));
        }

        return result;
    }

    private async Task<RestorePlan> PlanAsync(string folder, string app, AppKind kind)
    {
        using AppRestorer restorer = AppRestorer.Open(org, folder, new RestoreOptions { Names = [app] });
        return (await restorer.PlanAsync(CancellationToken.None).ConfigureAwait(false)).Single(found =>
            found.Kind == kind
        );
    }

    private async Task<T> TimeAsync<T>(string name, Func<Task<T>> step, Func<T, string> detail)
    {
        long start = _time.GetTimestamp();
        T result = await step().ConfigureAwait(false);
        _steps.Add(new RollbackStep(name, _time.GetElapsedTime(start).TotalSeconds, detail(result)));
        return result;
    }

    /// <summary>What a rehearsal leaves while it changes the app: the backup to restore if it is interrupted.</summary>
    private sealed record RehearsalMarker(string Folder);
}
