using System.Management.Automation;
using EcaTools.Core.Checklist;
using EcaTools.Core.Cutover;
using EcaTools.Core.Migrations;
using EcaTools.Engine;

namespace EcaTools.Commands.Reports;

/// <summary>Tells where the twelve items of a migration stand. No item passes without evidence in the ledger, and
/// evidence gets too old.</summary>
[Cmdlet(VerbsCommon.Get, "EcaChecklist", HelpUri = Help.Uri + "Get-EcaChecklist.md")]
[OutputType(typeof(ChecklistItem), typeof(ChecklistRow))]
public sealed class GetEcaChecklistCommand : EcaCmdlet
{
    private readonly FailOnTally _tally = new();

    /// <summary>The folder of the migration, as New-EcaMigration made it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Items has a row for each item with its evidence; Raci has the part of each role, with the names of the
    /// plan.</summary>
    [Parameter]
    public ChecklistView View { get; set; }

    /// <summary>After how many days evidence is too old; what each item says if it is left out.</summary>
    [Parameter]
    [ValidateRange(1, 3650)]
    public int? StaleDays { get; set; }

    /// <summary>How many stable days an app needs before it can be frozen; 30 if it is left out.</summary>
    [Parameter]
    [ValidateRange(0, 3650)]
    public int StableDays { get; set; } = new CutoverOptions().StableDays;

    /// <summary>The statuses at which the command ends with an error that ends the script too, after all items are
    /// written. The exit code of pwsh is then 1, so a job fails.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateSet(nameof(ChecklistStatus.Failed), nameof(ChecklistStatus.Pending))]
    public ChecklistStatus[] FailOn { get; set; } = [];

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        MigrationFolder folder = MigrationFolder.Open(ResolveOutputPath(Path), SessionClock.Of(SessionState));
        if (folder.Ledger.Problem is { } problem)
        {
            Write(problem);
        }

        foreach (ChecklistItem item in MigrationChecklist.Of(folder, StaleDays, StableDays))
        {
            _tally.Add(FailOn.Contains(item.Status), $"{item}");
            Write(View == ChecklistView.Raci ? MigrationChecklist.ToRaci(item, folder.Plan) : item);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        if (FailOn.Length > 0)
        {
            EndTest(_tally, ReportCommandErrors.ChecklistNotPassed);
        }

        return Task.CompletedTask;
    }
}
