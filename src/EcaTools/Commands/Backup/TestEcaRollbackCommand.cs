using System.Globalization;
using System.Management.Automation;
using EcaTools.Core.Backup.Rehearsal;
using EcaTools.Core.Freeze;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;
using EcaTools.Engine.Binding;
using EcaTools.Engine.Output;

namespace EcaTools.Commands.Backup;

/// <summary>
/// Rehearses the rollback of apps in a sandbox or practice org: backs each up, changes and blocks it, restores it,
/// compares, and keeps the evidence with the times.
/// </summary>
[Cmdlet(
    VerbsDiagnostic.Test,
    "EcaRollback",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = Help.Uri + "Test-EcaRollback.md"
)]
[OutputType(typeof(EcaRollbackTest))]
public sealed class TestEcaRollbackCommand : EcaOrgCmdlet
{
    private readonly FailOnTally _tally = new();
    private TestReport? _report;

    /// <summary>The apps: full names, or what Get-ConnectedApp and Get-ExternalClientApp write.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppTarget]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Inventory.ConnectedAppNameCompleter))]
    [Alias("Name")]
    public AppTarget[] App { get; set; } = [];

    /// <summary>The folder for backups and for the evidence.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [Alias("OutputPath")]
    public string Path { get; set; } = "";

    /// <summary>What kind of app a name means. The Connected App if it is left out, or the External Client App if there
    /// is no Connected App of that name.</summary>
    [Parameter]
    public AppKind? Kind { get; set; }

    /// <summary>A script that tests the callers of the app after the restoration. It gets the app's name, and returns
    /// true if they work.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Verify { get; set; }

    /// <summary>Rehearses nothing, and writes the evidence of the last rehearsal. It warns if there is none or no
    /// backup, or if the newest is older than -MaximumAge.</summary>
    [Parameter]
    public SwitchParameter Last { get; set; }

    /// <summary>How old the last rehearsal and the newest backup may be, such as 90d, which is the default.</summary>
    [Parameter]
    [Age]
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromDays(90);

    /// <summary>A file for the results as JUnit XML, which build services show as tests. One that is there is
    /// replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JUnitPath { get; set; }

    /// <summary>A file for what was found as a SARIF 2.1.0 log, which GitHub code scanning and Azure DevOps show. One
    /// that is there is replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SarifPath { get; set; }

    /// <summary>
    /// Ends the command and the script with an error if a rehearsal ended so, after all are written. The exit code of
    /// pwsh is then 1, so a job fails. With -Last, it fails too if an app was never rehearsed or not lately.
    /// </summary>
    [Parameter]
    [ValidateSet(nameof(RollbackOutcome.Failed))]
    public RollbackOutcome? FailOn { get; set; }

    /// <inheritdoc/>
    protected override bool EndsWithoutInput => FailOn is not null;

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        _report = StartReport(JUnitPath, SarifPath);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        _report!.Write(RollbackTestCases.Rules, CurrentFolder);
        if (FailOn is not null)
        {
            EndTest(_tally, failed => BackupCommandErrors.RollbackFailed(failed));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        EcaOrg org = RequireOrg();
        string root = ResolveOutputPath(Path);
        PipelineThread pipeline = new();
        return ForEachAsync(
            App,
            async target =>
            {
                RollbackRehearsal rehearsal = new(org, root);
                if (Last)
                {
                    WriteLast(rehearsal, target, org);
                }
                else if (
                    ShouldProcess(
                        $"{target} of {org.Alias} ({org.OrgType}): change and block it for a while, and restore it",
                        "Rehearse a rollback"
                    )
                )
                {
                    using CmdletProgress bar = StartProgress($"Rehearsing the rollback of {target}");
                    Report(
                        await rehearsal.RunAsync(
                            target.Name,
                            target.Kind ?? Kind,
                            Verify is null ? null : _ => pipeline.InvokeAsync(() => IsVerified(Verify, target.Name)),
                            cancellation
                        )
                    );
                }
            }
        );
    }

    private void WriteLast(RollbackRehearsal rehearsal, AppTarget target, EcaOrg org)
    {
        AppKind[] kinds = (target.Kind ?? Kind) is { } only
            ? [only]
            : [AppKind.ConnectedApp, AppKind.ExternalClientApp];
        EcaRollbackTest? last = kinds
            .Select(kind => rehearsal.FindLast(target.Name, kind))
            .FirstOrDefault(found => found is not null);
        if (last is null)
        {
            WriteWarning($"The rollback of {target} in {org.Alias} has not been rehearsed.");
            _tally.Add(failed: true, target.Name);
            return;
        }

        DateTimeOffset? backup = kinds.Max(kind => rehearsal.FindBackup(target.Name, kind));
        DateTimeOffset oldest = org.GetClient().Now - MaximumAge;
        bool isBackupOld = backup is null || backup < oldest;
        if (isBackupOld)
        {
            WriteWarning(
                backup is null
                    ? $"There is no backup of {target} of {org.Alias} in {Path}. Make one with Backup-ConnectedApp."
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"The newest backup of {target} of {org.Alias} was made on {backup:yyyy-MM-dd}. Make a new one with Backup-ConnectedApp."
                    )
            );
        }

        TimeSpan age = org.GetClient().Now - last.CheckedAt;
        if (age > MaximumAge)
        {
            WriteWarning(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The last rehearsal of {target} in {org.Alias} is {age.TotalDays:0} days old. Rehearse it again."
                )
            );
        }

        Report(last, isBackupOld || age > MaximumAge);
    }

    private void Report(EcaRollbackTest result, bool isOld = false)
    {
        _tally.Add(isOld || result.Outcome is RollbackOutcome.Failed, result.App);
        _report!.Add(RollbackTestCases.Of(result));
        Write(result);
    }

    /// <summary>What the script says of the callers. One that fails says that they do not work.</summary>
    private bool IsVerified(ScriptBlock verify, string app)
    {
        try
        {
            return UserScript.Invoke(verify, app) is [.., { } last] && LanguagePrimitives.IsTrue(last);
        }
        catch (RuntimeException failed)
        {
            WriteWarning($"{app}: the script of -Verify failed: {failed.Message}");
            return false;
        }
    }
}
