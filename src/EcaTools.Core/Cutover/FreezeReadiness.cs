using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Cutover;

/// <summary>Whether a Connected App can be frozen: all callers use the External Client App, were stable long enough,
/// and nothing used the Connected App meanwhile. All of it comes from the ledger.</summary>
public sealed record FreezeReadiness
{
    /// <summary>The kind of evidence that tells of traffic on the Connected App.</summary>
    internal const string OldTraffic = "OldTraffic";

    /// <summary>The kind of evidence that a gate's decision is.</summary>
    internal const string Gate = "Gate";

    /// <summary>The full name of the Connected App.</summary>
    public required string App { get; init; }

    /// <summary>How many days the app has been stable: since the last caller was switched completely, or since the last
    /// step back or decision to roll back. 0 if callers are left.</summary>
    public required int StableDays { get; init; }

    /// <summary>How many days it needs.</summary>
    public required int RequiredDays { get; init; }

    /// <summary>What is missing; empty if the app can be frozen.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>Whether the app can be frozen.</summary>
    public bool IsReady => Reasons.IsEmpty;

    /// <summary>Looks whether an app can be frozen.</summary>
    /// <param name="folder">The migration.</param>
    /// <param name="app">The name of the app.</param>
    /// <param name="requiredDays">How many stable days it needs; null for the usual number.</param>
    /// <exception cref="EcaException"><c>AppNotFound</c>, <c>StageNotFound</c>.</exception>
    public static FreezeReadiness Of(MigrationFolder folder, string app, int? requiredDays = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(app);
        PlannedApp planned = folder.Plan.Find(app) ?? throw MigrationErrors.AppNotPlanned(app, folder.Path);
        return Of(
            folder,
            planned,
            [.. CallerStates.Of(folder).Where(state => state.App == planned)],
            requiredDays ?? CutoverFacts.Default.StableDays.Value
        );
    }

    internal static FreezeReadiness Of(
        MigrationFolder folder,
        PlannedApp app,
        ImmutableArray<CallerState> callers,
        int requiredDays
    )
    {
        List<string> reasons = [];
        if (folder.Ledger.Problem is { } problem)
        {
            reasons.Add(problem.Message.TrimEnd('.'));
        }

        int left = callers.Count(state => state.FullSince is null);
        if (left > 0 || callers.IsEmpty)
        {
            reasons.Add(
                callers.IsEmpty
                    ? "the plan names no caller of it"
                    : string.Create(CultureInfo.InvariantCulture, $"{left} of {callers.Length} callers still use it")
            );
            return Result(0);
        }

        LedgerEntry[] gates = [.. EvidenceOf(folder, app, Gate)];
        DateTimeOffset since = callers.Max(state => state.FullSince!.Value);
        DateTimeOffset? rollback = gates
            .Where(gate => gate.Outcome == EvidenceOutcome.Failed)
            .Max(gate => (DateTimeOffset?)gate.When);
        since = rollback > since ? rollback.Value : since;
        int days = Math.Max(0, (int)(folder.Now - since).TotalDays);
        if (days < requiredDays)
        {
            reasons.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it has been stable for {days} of {requiredDays} days, since {since.UtcDateTime:yyyy-MM-dd}"
                )
            );
        }

        TimeSpan gap = TimeSpan.FromHours(CutoverFacts.Default.TrafficGapHours.Value);
        LedgerEntry? lastGate = gates.MaxBy(gate => gate.When);
        if (lastGate is not { Outcome: EvidenceOutcome.Passed } || folder.Now - lastGate.When > gap)
        {
            reasons.Add(
                lastGate is null
                    ? "no gate has decided about it"
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"the last decision of a gate ({lastGate.When.UtcDateTime:yyyy-MM-dd}) is too old "
                            + $"or not Promote"
                    )
            );
        }

        if (Untold(folder, app, since, gap) is { } untold)
        {
            reasons.Add(untold);
        }

        return Result(days);

        FreezeReadiness Result(int stable) =>
            new()
            {
                App = app.App,
                StableDays = stable,
                RequiredDays = requiredDays,
                Reasons = [.. reasons],
            };
    }

    /// <summary>What keeps the evidence from telling that nothing has used the Connected App since; null if it
    /// does.</summary>
    private static string? Untold(MigrationFolder folder, PlannedApp app, DateTimeOffset since, TimeSpan gap)
    {
        LedgerEntry[] evidence = [.. EvidenceOf(folder, app, OldTraffic)];
        DateTimeOffset? used = evidence
            .Where(entry => entry.Outcome == EvidenceOutcome.Failed)
            .Max(entry => (DateTimeOffset?)(entry.WindowEnd ?? entry.When));
        if (used > since)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"something used the connected app on {used.Value.UtcDateTime:yyyy-MM-dd}"
            );
        }

        DateTimeOffset told = since;
        foreach (
            LedgerEntry entry in evidence
                .Where(entry =>
                    entry is { Outcome: EvidenceOutcome.Passed, WindowStart: not null, WindowEnd: not null }
                )
                .OrderBy(entry => entry.WindowStart)
        )
        {
            if (entry.WindowStart!.Value - told <= gap && entry.WindowEnd > told)
            {
                told = entry.WindowEnd!.Value;
            }
        }

        return folder.Now - told <= gap
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"nothing tells whether the connected app was used after {told.UtcDateTime:yyyy-MM-dd HH:mm} UTC"
            );
    }

    private static IEnumerable<LedgerEntry> EvidenceOf(MigrationFolder folder, PlannedApp app, string kind) =>
        folder.Ledger.Evidence.Where(entry => entry.Evidence == kind && (entry.App is null || app.IsNamed(entry.App)));
}
