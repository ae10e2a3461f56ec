using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core;
using EcaTools.Core.Access;
using EcaTools.Core.Access.Proof;
using EcaTools.Core.Backup;
using EcaTools.Core.Backup.Rehearsal;
using EcaTools.Core.Blockers;
using EcaTools.Core.Checklist;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Flows;
using EcaTools.Core.Freeze;
using EcaTools.Core.Inventory;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;
using EcaTools.Core.Reports.Export;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.PracticeOrg;

namespace EcaTools.Rehearsal;

/// <summary>The second half of a migration: one app, the pilot, is taken through all items of the checklist.</summary>
/// <param name="org">The org.</param>
/// <param name="server">The practice org's own side.</param>
/// <param name="output">Where the results go.</param>
/// <param name="report">Told of each step.</param>
internal sealed class CompletionRehearsal(
    EcaOrg org,
    PracticeOrgServer server,
    RehearsalFolder output,
    StepReport report
)
{
    public const string Folder = "migration";
    public const string ChecklistName = "checklist.html";

    private string Path => output.In(Folder);

    /// <summary>Plays it, and writes the checklist. What keeps the pilot from going on is reported, and leaves its
    /// items open.</summary>
    /// <param name="assessments">All apps.</param>
    /// <param name="pilot">The pilot; null if no app fits.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<ImmutableArray<ChecklistItem>> RunAsync(
        ImmutableArray<EcaAssessment> assessments,
        PilotApp? pilot,
        CancellationToken cancellation
    )
    {
        PlannedApp? planned = Plan(pilot is null ? assessments : [pilot.Assessment], pilot);
        if (pilot is not null && planned is not null)
        {
            try
            {
                await PlayAsync(pilot, planned, cancellation).ConfigureAwait(false);
            }
            catch (EcaException error)
            {
                report.Say("Pilot", $"{pilot.Name}: {error.Message} {error.NextStep}", 95, StepOutcome.Failed);
            }
        }
        else
        {
            report.Say(
                "Pilot",
                "no app fits: a pilot can move, and a program that uses it logs in by client credentials",
                60,
                StepOutcome.Blocked
            );
        }

        MigrationFolder folder = MigrationFolder.Open(Path, server.Time);
        ImmutableArray<ChecklistItem> items = [.. MigrationChecklist.Of(folder)];
        ReportWriter.Save(output.In(ChecklistName), MigrationReport.Of(folder), ReportFormat.Html);
        int done = items.Count(item => item.IsDone());
        report.Say(
            "Checklist",
            string.Create(CultureInfo.InvariantCulture, $"{done} of {items.Length} items are done"),
            98,
            pilot switch
            {
                null => StepOutcome.Blocked,
                _ when done == items.Length => StepOutcome.Done,
                _ => StepOutcome.Failed,
            }
        );
        return items;
    }

    /// <summary>Makes the plan, with inventory and audit as its first evidence.</summary>
    private PlannedApp? Plan(ImmutableArray<EcaAssessment> assessments, PilotApp? pilot)
    {
        PlanMaker maker = new();
        foreach (EcaAssessment assessment in assessments)
        {
            maker.Add(assessment);
        }

        MigrationPlan plan = new()
        {
            OrgId = org.OrgId,
            OrgAlias = org.Alias,
            Admin = "admin@example.com",
            Developer = "developer@example.com",
            Architect = "architect@example.com",
            Apps = [.. maker.ToApps().Select(app => pilot is null ? app : Complete(app, pilot))],
        };
        output.Add([
            output.In(ChecklistName),
            output.In(Folder, "migration.json"),
            output.In(Folder, "ledger.jsonl"),
            .. plan.Apps.Select(app => output.In(Folder, "apps", $"{Uri.EscapeDataString(app.App)}.json")),
        ]);
        MigrationFolder.Make(Path, plan, server.Time);
        new RehearsalEvidence(Path, server.Time).Add(assessments);
        report.Say(
            "Plan",
            pilot is null
                ? $"{plan.Apps.Length} apps in {Folder}"
                : $"{pilot.Name} is the pilot: {Instances(plan.Apps[0])} instances call it",
            60
        );
        return pilot is null ? null : plan.Apps[0];
    }

    private static int Instances(PlannedApp app) => app.Callers.Sum(caller => caller.Instances);

    /// <summary>What somebody writes into the file of an app: where credentials are, and how many instances there
    /// are.</summary>
    private static PlannedApp Complete(PlannedApp app, PilotApp pilot) =>
        app with
        {
            Eca = pilot.Metadata.Name,
            Callers =
            [
                .. app.Callers.Select(caller =>
                    caller with
                    {
                        Credential = $"vault/{pilot.Metadata.Name}",
                        Instances = app.Callers.Length == 1 ? CutoverRehearsal.Instances : caller.Instances,
                    }
                ),
            ],
        };

    private async Task PlayAsync(PilotApp pilot, PlannedApp planned, CancellationToken cancellation)
    {
        RehearsalEvidence evidence = new(Path, server.Time);
        CutoverRehearsal cutover = new(org, server, Path, report);
        evidence.Add([pilot.Metadata, pilot.Deployment]);
        OAuthFlowResult flow = await cutover.TestFlowAsync(pilot, cancellation).ConfigureAwait(false);
        evidence.Add([flow]);
        report.Say("Flows", $"{flow} as {flow.Username}", 62);

        await ProveAccessAsync(pilot, evidence, cancellation).ConfigureAwait(false);
        await BackUpAsync(pilot, evidence, cancellation).ConfigureAwait(false);
        string label = await LabelOfAsync(pilot, cancellation).ConfigureAwait(false);
        await cutover.PlayAsync(planned, label, cancellation).ConfigureAwait(false);
    }

    /// <summary>Compares the two apps. What differs, and is not lost, is what somebody must agree to; here it is
    /// agreed.</summary>
    private async Task ProveAccessAsync(PilotApp pilot, RehearsalEvidence evidence, CancellationToken cancellation)
    {
        List<EcaAccessDifference> found = [];
        AccessProofRequest request = new()
        {
            ReferenceApp = pilot.Name,
            DifferenceApp = pilot.Metadata.Name,
            DifferenceFlow = OAuthFlow.ClientCredentials,
        };
        await foreach (
            EcaAccessDifference difference in new EcaAccessComparer(org)
                .CompareAsync(request, cancellation)
                .ConfigureAwait(false)
        )
        {
            found.Add(difference);
        }

        evidence.Add(
            found,
            entry =>
                entry.Outcome == EvidenceOutcome.Pending
                    ? entry with
                    {
                        Outcome = EvidenceOutcome.Passed,
                        Detail = $"Agreed. {entry.Detail}",
                    }
                    : entry
        );
        List<EcaAccess> access = [];
        await foreach (
            EcaAccess row in new EcaAccessReader(org).ReadAsync((_, _) => true, [], cancellation).ConfigureAwait(false)
        )
        {
            access.Add(row);
        }

        output.Write(
            output.In(AccessReport.Name),
            AccessReport.Render(access, [(pilot.Name, pilot.Metadata.Name, found)])
        );
        int same = found.Count(difference => difference.Kind is AccessDifferenceKind.Same);
        int lost = found.Count(difference => difference.Kind is AccessDifferenceKind.Lost);
        report.Say(
            "Access",
            $"{found.Count} settings compared: {same} are the same, {found.Count - same - lost} differ and were agreed to, {lost} are lost",
            64,
            lost > 0 ? StepOutcome.Failed : StepOutcome.Done
        );
    }

    private async Task BackUpAsync(PilotApp pilot, RehearsalEvidence evidence, CancellationToken cancellation)
    {
        string root = output.In(Folder, "backup");
        ConnectedAppSelection only = new((name, _) => name == pilot.Name, [pilot.Name]);
        BackupRun run = await new AppBackupWriter(org, new BackupSelection(only, null))
            .WriteAsync(root, progress: null, cancellation)
            .ConfigureAwait(false);
        output.AddAll(root);
        evidence.Add(run.Apps);
        EcaBackup backup = run.Apps.IsEmpty ? throw run.Errors[0] : run.Apps[0];
        report.Say("Backup", $"{backup.FileCount} files, kept until {backup.RetainUntil:yyyy-MM-dd}", 66);

        EcaRollbackTest test = await new RollbackRehearsal(org, root)
            .RunAsync(pilot.Name, AppKind.ConnectedApp, callers: null, cancellation)
            .ConfigureAwait(false);
        output.AddAll(root);
        evidence.Add([test]);
        report.Say(
            "Rollback",
            $"{test.Outcome}: changed, blocked and restored; {test.Steps[^1].Detail}",
            70,
            test.Outcome is RollbackOutcome.Passed ? StepOutcome.Done : StepOutcome.Failed
        );
    }

    private async Task<string> LabelOfAsync(PilotApp pilot, CancellationToken cancellation)
    {
        await foreach (
            ExternalClientApp app in new ExternalClientAppReader(org).ReadAsync(cancellation).ConfigureAwait(false)
        )
        {
            if (app.Name == pilot.Metadata.Name)
            {
                return app.Label;
            }
        }

        throw RehearsalErrors.NotInOrg(pilot.Metadata.Name, org.Alias);
    }
}
