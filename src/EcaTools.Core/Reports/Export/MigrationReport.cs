using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Checklist;
using EcaTools.Core.Cutover;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Reports.Export;

/// <summary>Makes the rows of a report from the folder of a migration.</summary>
public static class MigrationReport
{
    /// <summary>The kind of the rows of the checklist.</summary>
    internal const string Checklist = "Checklist";

    /// <summary>The kind of the rows of callers.</summary>
    internal const string Caller = "Caller";

    /// <summary>The report of a migration: its checklist, its callers and the last evidence of each kind.</summary>
    /// <exception cref="EcaException"><c>StageNotFound</c>.</exception>
    public static ReportDocument Of(MigrationFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new ReportDocument
        {
            Title = "Migration to External Client Apps",
            Org = folder.Plan.OrgAlias ?? folder.Plan.OrgId,
            At = folder.Now,
            Problems =
            [
                .. folder.Ledger.Problem is { } problem ? [problem.Message] : (string[])[],
                .. MigrationOverview
                    .Unplanned(folder)
                    .Select(name => $"The ledger tells of {name}, which the plan does not have."),
            ],
            Rows =
            [
                .. MigrationChecklist.Of(folder).Select(Of),
                .. MigrationOverview.Of(folder).Select(Of),
                .. LastEvidence(folder),
            ],
        };
    }

    /// <summary>An item of the checklist as a row.</summary>
    public static ReportRow Of(ChecklistItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new ReportRow
        {
            Kind = Checklist,
            Id = item.Number.ToString("00", CultureInfo.InvariantCulture),
            Outcome = Enum.Parse<ReportOutcome>(item.Status.ToString()),
            Title = item.Title,
            Detail = $"{item.Criterion} {item.Progress} apps. {item.Detail}",
            NextStep = item.Status is ChecklistStatus.Pending or ChecklistStatus.Failed ? item.Command : "",
            Owner = item.Owner ?? item.Role.ToString(),
            At = item.EvidenceAt,
        };
    }

    /// <summary>A caller as a row: passed in the last stage, skipped if nobody can tell where it is.</summary>
    public static ReportRow Of(MigrationCaller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new ReportRow
        {
            Kind = Caller,
            App = caller.App,
            Eca = caller.Eca,
            Caller = caller.Caller,
            Outcome = OutcomeOf(caller),
            Title = caller.Stage ?? "The stage is not known",
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"{caller.InstancesOnEca} of {caller.Instances} instances use {caller.Eca}; stable for {caller.StableDays} days"
            ),
            NextStep = caller.NextStep,
            Owner = caller.Owner ?? "",
            At = caller.Since,
        };
    }

    /// <summary>An entry of evidence as a row.</summary>
    public static ReportRow Of(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new ReportRow
        {
            Kind = entry.Evidence ?? "Evidence",
            Id = entry.Subject ?? "",
            App = entry.App ?? "",
            Caller = entry.Caller ?? "",
            Outcome = Enum.Parse<ReportOutcome>($"{entry.Outcome ?? EvidenceOutcome.Pending}"),
            Title = entry.Evidence ?? "Evidence",
            Detail = entry.Detail ?? "",
            Owner = entry.By,
            At = entry.When == default ? null : entry.When,
        };
    }

    private static ReportOutcome OutcomeOf(MigrationCaller caller)
    {
        if (caller.Stage is null)
        {
            return ReportOutcome.Skipped;
        }

        return caller.NextStep.StartsWith("Nothing", StringComparison.Ordinal)
            ? ReportOutcome.Passed
            : ReportOutcome.Pending;
    }

    private static ImmutableArray<ReportRow> LastEvidence(MigrationFolder folder) =>
        [
            .. folder
                .Ledger.Evidence.GroupBy(entry => (entry.Evidence, entry.App, entry.Caller, entry.Subject))
                .Select(same => Of(same.MaxBy(entry => entry.When)!))
                .OrderBy(row => row.App, StringComparer.OrdinalIgnoreCase)
                .ThenBy(row => row.Kind, StringComparer.Ordinal),
        ];
}
