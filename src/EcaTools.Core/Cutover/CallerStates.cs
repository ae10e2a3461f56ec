using System.Collections.Immutable;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Cutover;

/// <summary>Reads from a ledger where the callers of a plan stand.</summary>
internal static class CallerStates
{
    /// <summary>The state of each caller of the plan, by app and in the order in which they are switched: low risk
    /// first, then by name.</summary>
    /// <exception cref="EcaException"><c>StageNotFound</c>.</exception>
    public static ImmutableArray<CallerState> Of(MigrationFolder folder)
    {
        ILookup<(string, string), LedgerEntry> steps = folder
            .Ledger.Entries.Where(entry => entry.Kind != LedgerEntryKind.Evidence)
            .ToLookup(entry => Key(entry.App!, entry.Caller!));
        return
        [
            .. folder.Plan.Apps.SelectMany(app =>
                app.Callers.OrderBy(caller => caller.Risk)
                    .ThenBy(caller => caller.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(caller => Of(folder, app, caller, steps[Key(app.App, caller.Name)]))
            ),
        ];
    }

    /// <summary>The callers that the ledger tells of and the plan does not have, as <c>caller of app</c>.</summary>
    public static ImmutableArray<string> Unplanned(MigrationFolder folder) =>
        [
            .. folder
                .Ledger.Entries.Where(entry =>
                    entry.App is not null
                    && (
                        folder.Plan.Find(entry.App) is not { } app
                        || (
                            entry.Caller is not null
                            && app.Callers.All(caller => Key("", caller.Name) != Key("", entry.Caller))
                        )
                    )
                )
                .Select(entry => entry.Caller is null ? entry.App! : $"{entry.Caller} of {entry.App}")
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.OrdinalIgnoreCase),
        ];

    private static CallerState Of(
        MigrationFolder folder,
        PlannedApp app,
        PlannedCaller caller,
        IEnumerable<LedgerEntry> entries
    )
    {
        CallerState state = new()
        {
            App = app,
            Caller = caller,
            Stage = folder.Plan.Stages[0],
        };
        foreach (LedgerEntry entry in entries)
        {
            state = After(folder, state, entry);
        }

        return state;
    }

    private static CallerState After(MigrationFolder folder, CallerState state, LedgerEntry entry)
    {
        switch (entry.Kind)
        {
            case LedgerEntryKind.StepStarted or LedgerEntryKind.UndoStarted:
                return state with { Pending = entry, Failed = null };
            case LedgerEntryKind.StepFailed or LedgerEntryKind.UndoFailed:
                return state with { Pending = null, Failed = entry };
            default:
                MigrationStage to = StageOf(folder, entry);
                bool isForward = entry.Kind == LedgerEntryKind.StepCompleted;
                return state with
                {
                    Stage = to,
                    Since = entry.At,
                    FirstSince = to.Share == 0 ? null : state.FirstSince ?? entry.At,
                    FullSince = to.Share < 100 ? null : state.FullSince ?? entry.At,
                    Pending = null,
                    Failed = null,
                    Last = entry,
                    InstancesIn = state.InstancesIn.SetItem(to.Name, entry.Instances ?? 0),
                    CameFrom = isForward ? state.Stage : null,
                };
        }
    }

    private static MigrationStage StageOf(MigrationFolder folder, LedgerEntry entry) =>
        folder.Plan.IndexOf(entry.To!) is >= 0 and var index
            ? folder.Plan.Stages[index]
            : throw CutoverErrors.StageUnknown(folder.Ledger.Path, entry.Line, entry.To!, folder.Plan.Stages);

    private static (string, string) Key(string app, string caller) =>
        (app.ToUpperInvariant(), caller.ToUpperInvariant());
}
