using System.Collections.Immutable;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Cutover;

/// <summary>Tells where each caller of a migration stands.</summary>
public static class MigrationOverview
{
    /// <summary>The callers, by app and in the order in which they are switched. If the ledger does not hold, their
    /// stages are not known.</summary>
    /// <param name="folder">The migration.</param>
    /// <param name="stableDays">How many stable days an app needs before it is frozen; null for the usual
    /// number.</param>
    /// <exception cref="EcaException"><c>StageNotFound</c>.</exception>
    public static IReadOnlyList<MigrationCaller> Of(MigrationFolder folder, int? stableDays = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ImmutableArray<CallerState> all = CallerStates.Of(folder);
        return
        [
            .. all.GroupBy(state => state.App)
                .SelectMany(app =>
                {
                    FreezeReadiness readiness = FreezeReadiness.Of(
                        folder,
                        app.Key,
                        [.. app],
                        stableDays ?? CutoverFacts.Default.StableDays.Value
                    );
                    return app.Select(state => Of(folder, state, readiness));
                }),
        ];
    }

    /// <summary>The callers and apps that the ledger tells of and the plan does not have.</summary>
    public static IReadOnlyList<string> Unplanned(MigrationFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return CallerStates.Unplanned(folder);
    }

    private static MigrationCaller Of(MigrationFolder folder, CallerState state, FreezeReadiness readiness)
    {
        bool isKnown = folder.Ledger.Problem is null;
        return new MigrationCaller
        {
            App = state.App.App,
            Eca = state.App.EcaName,
            Caller = state.Caller.Name,
            Owner = state.Caller.Owner ?? state.App.Owner,
            Wave = state.Wave,
            Risk = state.Caller.Risk,
            Credential = state.Caller.Credential,
            Stage = isKnown ? state.Stage.Name : null,
            Since = isKnown ? state.Since : null,
            Pending = state.Pending?.To,
            Instances = state.Caller.Instances,
            InstancesOnEca = state.InstancesIn.GetValueOrDefault(state.Stage.Name),
            StableDays = readiness.StableDays,
            FreezeReasons = readiness.Reasons,
            LastGate = Last(FreezeReadiness.Gate),
            LastBackup = Last("Backup"),
            LastRehearsal = Last("RollbackRehearsal"),
            Ledger = folder.Ledger.State,
            NextStep = isKnown ? Next(folder.Plan, state, readiness) : "Restore the ledger; the error names the line.",
        };

        LedgerEntry? Last(string kind) =>
            folder
                .Ledger.Evidence.Where(entry =>
                    entry.Evidence == kind && entry.App is not null && state.App.IsNamed(entry.App)
                )
                .MaxBy(entry => entry.When);
    }

    private static string Next(MigrationPlan plan, CallerState state, FreezeReadiness readiness)
    {
        if (state.Pending is { } pending)
        {
            return pending.Kind == LedgerEntryKind.UndoStarted
                ? $"Undo-EcaCutover completes the way back to '{pending.To}'."
                : $"Step-EcaCutover completes the step to '{pending.To}'; Undo-EcaCutover takes it back.";
        }

        if (state.Failed is { } failed)
        {
            return $"Correct the action and step to '{failed.To}' again, or Undo-EcaCutover.";
        }

        int next = plan.Stages.IndexOf(state.Stage) + 1;
        if (next == plan.Stages.Length)
        {
            return "Nothing is left to do.";
        }

        MigrationStage to = plan.Stages[next];
        return to.Requires switch
        {
            StageRequirement.Validation => $"Test-EcaOAuthFlow and Add-EcaEvidence, then Step-EcaCutover -To '{to}'.",
            StageRequirement.Gate => $"Test-EcaCutoverGate, then Step-EcaCutover to '{to}'.",
            StageRequirement.Freeze when !readiness.IsReady => $"Wait: {readiness.Reasons[0]}.",
            _ => $"Step-EcaCutover -To '{to}'.",
        };
    }
}
