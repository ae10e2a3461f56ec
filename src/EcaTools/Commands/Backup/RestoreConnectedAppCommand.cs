using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Backup.Restore;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Backup;

/// <summary>
/// Restores Connected Apps and External Client Apps from a backup. What can't be put back is announced before anything
/// is changed.
/// </summary>
[Cmdlet(
    VerbsData.Restore,
    "ConnectedApp",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Restore-ConnectedApp.md"
)]
[OutputType(typeof(EcaRestore))]
public sealed class RestoreConnectedAppCommand : EcaOrgCmdlet
{
    private readonly SortedDictionary<string, List<string>> _names = new(StringComparer.Ordinal);

    /// <summary>The folder of the backup, or one that holds backups: the newest one of the org is taken. What
    /// Backup-ConnectedApp writes binds to it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The full names of the apps to restore. All apps of the backup if it is left out.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? App { get; set; }

    /// <summary>The certificate that the backup is encrypted to, with its private key: an X509Certificate2, or what
    /// New-EcaCertificate writes.</summary>
    [Parameter]
    [SigningCertificate]
    [ValidateNotNull]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The checksum that Backup-ConnectedApp wrote. A backup that was changed since is refused, even if its
    /// own checksums were changed too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Checksum { get; set; }

    /// <summary>Restores the External Client Apps of a sandbox that was refreshed since the backup, with the same
    /// consumer keys, and the same secrets if the backup holds them.</summary>
    [Parameter]
    public SwitchParameter SandboxRefresh { get; set; }

    /// <summary>Restores a backup that was to be kept until an earlier day.</summary>
    [Parameter]
    public SwitchParameter AllowExpired { get; set; }

    /// <summary>Puts the certificate of the backup back even if the app has another one now. Callers that sign with the
    /// key of that one are locked out.</summary>
    [Parameter]
    public SwitchParameter AllowCertificateChange { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        string path = ResolveOutputPath(Path);
        (_names.TryGetValue(path, out List<string>? names) ? names : _names[path] = []).AddRange(App ?? []);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        foreach ((string path, List<string> names) in _names)
        {
            RestoreOptions options = new()
            {
                Certificate = Certificate,
                Checksum = Checksum,
                AllowExpired = AllowExpired,
                AllowCertificateChange = AllowCertificateChange,
                IsSandboxRefresh = SandboxRefresh,
                Names = [.. names],
            };
            using CmdletProgress bar = StartProgress($"Restoring apps of {org.Alias}");
            bar.Report("Verifying the backup");
            using AppRestorer restorer = AppRestorer.Open(org, path, options);
            bar.Report("Comparing with the org");
            IReadOnlyList<RestorePlan> plans = await restorer.PlanAsync(cancellation);
            Announce(plans);
            await ForEachAsync(plans, plan => RestoreAsync(org, restorer, plan, cancellation));
        }
    }

    private void Announce(IEnumerable<RestorePlan> plans)
    {
        foreach (RestorePlan plan in plans)
        {
            foreach (string line in plan.NotRestorable.Concat(plan.Losses))
            {
                WriteWarning($"{plan.Name}: {line}");
            }
        }
    }

    private async Task RestoreAsync(EcaOrg org, AppRestorer restorer, RestorePlan plan, CancellationToken cancellation)
    {
        string what = $"{plan.Kind} {plan.Name} of {org.Alias} ({org.OrgType}): {plan.Summary}";
        string lines = string.Concat(plan.Changes.Select(line => $"{Environment.NewLine}  {line}"));
        if ((plan.IsChange || IsWhatIf) && !ShouldProcess(what + lines, what + lines, "Restore an app"))
        {
            return;
        }

        EcaRestore result = await restorer.ApplyAsync(plan, cancellation);
        Write(result);
        if (!result.Callers.IsEmpty)
        {
            WriteWarning($"{plan.Name}: authorize these callers again: {string.Join(", ", result.Callers)}.");
        }
    }
}
