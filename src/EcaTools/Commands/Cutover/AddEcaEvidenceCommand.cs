using System.Management.Automation;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Evidence;
using EcaTools.Core.Migrations.Ledgers;
using EcaTools.Engine;
using EcaTools.Engine.Binding;

namespace EcaTools.Commands.Cutover;

/// <summary>Enters evidence into the ledger of a migration: what other cmdlets write, or what somebody found out. The
/// checklist and the cutover rest on it.</summary>
[Cmdlet(VerbsCommon.Add, "EcaEvidence", SupportsShouldProcess = true, HelpUri = Help.Uri + "Add-EcaEvidence.md")]
[OutputType(typeof(LedgerEntry))]
public sealed class AddEcaEvidenceCommand : EcaCmdlet
{
    private readonly List<LedgerEntry> _entries = [];
    private MigrationFolder? _folder;

    /// <summary>The folder of the migration, as New-EcaMigration made it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>What other cmdlets wrote: apps, assessments, deployments, flow tests, gates, backups and so on. Of other
    /// objects, only their place in the pipeline counts: -Kind, -App and -Outcome say the rest.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>What it is evidence of, such as FlowTest or RollbackRehearsal. What the object is known for if it is
    /// left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(EvidenceKindCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Kind { get; set; }

    /// <summary>The app, by the full name of the Connected App or the External Client App. That of the object if it is
    /// left out; the whole migration if the object has none.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("Name")]
    public string? App { get; set; }

    /// <summary>The caller, as the plan names it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Caller { get; set; }

    /// <summary>What it says: Passed, Failed or Pending. That of the object if it is left out.</summary>
    [Parameter]
    public EvidenceOutcome? Outcome { get; set; }

    /// <summary>What was found, in a few words. Never a secret.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Detail { get; set; }

    /// <summary>The file or folder that has the evidence. Its SHA-256 goes into the ledger, and the checklist looks
    /// whether it is still the same.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? File { get; set; }

    /// <summary>When it was found out. Now, or the time of the object, if it is left out.</summary>
    [Parameter]
    [UtcTime]
    [ValidateNotNull]
    public DateTimeOffset? At { get; set; }

    /// <summary>The start of the time that was looked at.</summary>
    [Parameter]
    [UtcTime]
    [ValidateNotNull]
    public DateTimeOffset? WindowStart { get; set; }

    /// <summary>The end of the time that was looked at.</summary>
    [Parameter]
    [UtcTime]
    [ValidateNotNull]
    public DateTimeOffset? WindowEnd { get; set; }

    /// <summary>Writes the entries.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellation)
    {
        _folder = MigrationFolder.Open(ResolveOutputPath(Path), SessionClock.Of(SessionState));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellation)
    {
        IReadOnlyList<LedgerEntry> read = InputObject is null ? [] : EvidenceObject.Read(InputObject);
        if (Kind is not null && read.Count > 0)
        {
            // An object may be evidence of several things; -Kind picks one of them, or says that it is of another.
            read = [read.FirstOrDefault(entry => entry.Evidence == Kind) ?? read[0]];
        }

        if (read.Count == 0)
        {
            read =
                Kind is null && InputObject is not null
                    ? throw CutoverCommandErrors.EvidenceUnknown(InputObject.TypeNames[0])
                    : [new LedgerEntry { Kind = LedgerEntryKind.Evidence }];
        }

        _entries.AddRange(
            read.Select(entry =>
                EvidenceBook.Complete(
                    _folder!,
                    entry with
                    {
                        Evidence = Kind ?? entry.Evidence,
                        App = App ?? entry.App,
                        Caller = Caller ?? entry.Caller,
                        Outcome = Outcome ?? entry.Outcome,
                        Detail = Detail ?? entry.Detail,
                        File = File is null ? entry.File : ResolveOutputPath(File),
                        FoundAt = At ?? entry.FoundAt,
                        WindowStart = WindowStart ?? entry.WindowStart,
                        WindowEnd = WindowEnd ?? entry.WindowEnd,
                    }
                )
            )
        );
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellation)
    {
        if (_folder!.Ledger.Problem is { } problem)
        {
            throw problem;
        }

        if (
            _entries.Count > 0
            && ShouldProcess($"{_folder.Ledger.Path}: {string.Join(", ", _entries.Distinct())}", "Add evidence")
        )
        {
            EvidenceBook.Add(_folder, _entries);
            if (PassThru)
            {
                foreach (LedgerEntry entry in _folder.Ledger.Entries.TakeLast(_entries.Count))
                {
                    Write(entry);
                }
            }
        }

        return Task.CompletedTask;
    }
}
