using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core;
using EcaTools.Core.Backup;
using EcaTools.Core.Freeze;
using EcaTools.Core.Inventory;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Backup;

/// <summary>
/// Backs up Connected Apps and External Client Apps: metadata, policies, grants, dependents, public certificates and
/// use, in one folder with checksums.
/// </summary>
[Cmdlet(
    VerbsData.Backup,
    "ConnectedApp",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Low,
    HelpUri = Help.Uri + "Backup-ConnectedApp.md"
)]
[OutputType(typeof(EcaBackup))]
public sealed class BackupConnectedAppCommand : EcaOrgCmdlet
{
    private readonly List<AppTarget> _targets = [];

    /// <summary>The apps: names or labels, with wildcards, or what Get-ConnectedApp and Get-ExternalClientApp write.
    /// All apps of both kinds if it is left out.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [AppTarget]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Inventory.ConnectedAppNameCompleter))]
    [Alias("Name")]
    public AppTarget[]? App { get; set; }

    /// <summary>The folder for backups. Each backup gets a folder of its own in it, named after the org and the
    /// time.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("OutputPath")]
    public string Path { get; set; } = "";

    /// <summary>Only apps of these kinds. Both if it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public AppKind[] Kind { get; set; } = [];

    /// <summary>How long the backup is kept, such as 90d, which is the default. Restore-ConnectedApp refuses it
    /// later.</summary>
    [Parameter]
    [Age]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The certificate to encrypt the files to: an X509Certificate2 with an RSA key, or what
    /// New-EcaCertificate writes. Only its private key can read them.</summary>
    [Parameter]
    [RecipientCertificate]
    [ValidateNotNull]
    public X509Certificate2? EncryptTo { get; set; }

    /// <summary>Backs up the consumer secrets of External Client Apps, too. Needs -EncryptTo.</summary>
    [Parameter]
    public SwitchParameter IncludeSecret { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        _targets.AddRange(App ?? []);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        string root = ResolveOutputPath(Path);
        NameFilter connectedApps = FilterOf(AppKind.ConnectedApp);
        NameFilter externalClientApps = FilterOf(AppKind.ExternalClientApp);
        BackupSelection selection = new(
            SelectionOf(AppKind.ConnectedApp, connectedApps),
            SelectionOf(AppKind.ExternalClientApp, externalClientApps)
        );
        if (!ShouldProcess($"{org.Alias} -> {root}", "Back up apps"))
        {
            return;
        }

        BackupOptions options = new()
        {
            Retention = Retention,
            Certificate = EncryptTo,
            IncludeSecrets = IncludeSecret,
        };
        using CmdletProgress bar = StartProgress($"Backing up apps of {org.Alias}");
        BackupRun run = await new AppBackupWriter(org, selection, options).WriteAsync(
            root,
            new Progress<string>(name => bar.Report(name)),
            cancellation
        );
        foreach (EcaException error in run.Errors)
        {
            Write(error, error.Target);
        }

        foreach (EcaBackup backup in run.Apps)
        {
            Write(backup);
            foreach (Core.Metadata.UnreadPart part in backup.NotRead)
            {
                WriteWarning($"{backup.App}: {part.Type} was not backed up. {part.Reason}");
            }
        }

        ReportMissing(
            new NameFilter([
                .. connectedApps.Unmatched.Intersect(externalClientApps.Unmatched, StringComparer.Ordinal),
            ]),
            org.Alias,
            _targets.Count > 0
        );
    }

    private NameFilter FilterOf(AppKind kind) =>
        new([.. _targets.Where(target => target.Kind is not { } only || only == kind).Select(target => target.Name)]);

    private ConnectedAppSelection? SelectionOf(AppKind kind, NameFilter filter)
    {
        bool isWanted =
            (Kind.Length == 0 || Kind.Contains(kind))
            && (_targets.Count == 0 || _targets.Exists(target => target.Kind is not { } only || only == kind));
        return isWanted
            ? new ConnectedAppSelection(
                (name, label) => label is null ? filter.Matches(name) : filter.Matches(name, label),
                filter.Exact
            )
            : null;
    }
}
