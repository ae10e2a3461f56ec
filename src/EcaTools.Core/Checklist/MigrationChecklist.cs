using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using EcaTools.Core.Cutover;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Evidence;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Checklist;

/// <summary>The twelve items of a migration, judged by nothing but the plan and the evidence in the ledger.</summary>
public sealed class MigrationChecklist
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly Lazy<ImmutableArray<ChecklistFact>> s_facts = new(Load);

    private readonly MigrationFolder _folder;
    private readonly ImmutableArray<CallerState> _states;
    private readonly int? _staleDays;
    private readonly int _stableDays;

    private MigrationChecklist(MigrationFolder folder, int? staleDays, int? stableDays) =>
        (_folder, _states, _staleDays, _stableDays) = (
            folder,
            CallerStates.Of(folder),
            staleDays,
            stableDays ?? CutoverFacts.Default.StableDays.Value
        );

    /// <summary>Judges the items.</summary>
    /// <param name="folder">The migration.</param>
    /// <param name="staleDays">After how many days evidence is too old; null for what each item says.</param>
    /// <param name="stableDays">How many stable days the freeze needs; null for the usual number.</param>
    /// <exception cref="EcaException"><c>StageNotFound</c>.</exception>
    public static IReadOnlyList<ChecklistItem> Of(MigrationFolder folder, int? staleDays = null, int? stableDays = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        MigrationChecklist checklist = new(folder, staleDays, stableDays);
        return [.. s_facts.Value.Select(checklist.Judge)];
    }

    /// <summary>The items as rows of the RACI matrix.</summary>
    public static ChecklistRow ToRaci(ChecklistItem item, MigrationPlan plan)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(plan);
        return new ChecklistRow(
            item.Number,
            item.Title,
            item.Status,
            Part(item.Raci.Admin, plan.Admin),
            Part(item.Raci.Developer, plan.Developer),
            Part(item.Raci.Architect, plan.Architect)
        );

        static string Part(string letter, string? name) => name is null ? letter : $"{letter}: {name}";
    }

    private ChecklistItem Judge(ChecklistFact fact)
    {
        ImmutableArray<ChecklistAppResult> apps = [.. _folder.Plan.Apps.Select(app => Judge(fact, app))];
        ChecklistStatus status = apps.IsEmpty ? ChecklistStatus.Pending : apps.Max(app => app.Status);
        ChecklistAppResult? deciding = apps.FirstOrDefault(app => app.Status == status);
        int alike = apps.Count(app => app.Status == status);
        DateTimeOffset? oldest = apps.Min(app => app.Evidence?.When);
        return new ChecklistItem
        {
            Number = fact.Number,
            Title = fact.Title,
            Status = status,
            Criterion = fact.Criterion,
            Detail = deciding switch
            {
                null => "The plan has no app.",
                _ when alike > 1 => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{deciding.App}: {deciding.Detail} (and {alike - 1} more)"
                ),
                _ => $"{deciding.App}: {deciding.Detail}",
            },
            Apps = apps,
            EvidenceAt = oldest,
            EvidenceAge = _folder.Now - oldest,
            Role = fact.Role,
            Owner = fact.Role switch
            {
                ChecklistRole.Admin => _folder.Plan.Admin,
                ChecklistRole.Developer => _folder.Plan.Developer,
                _ => _folder.Plan.Architect,
            },
            Command = fact.Command,
            Raci = fact.Raci,
        };
    }

    private ChecklistAppResult Judge(ChecklistFact fact, PlannedApp app)
    {
        if (_folder.Ledger.Problem is { } problem)
        {
            return new ChecklistAppResult(app.App, ChecklistStatus.Failed, problem.Message, null);
        }

        if (fact.OnlyWith == "Mcp" && !_folder.Plan.UsesMcp)
        {
            return new ChecklistAppResult(app.App, ChecklistStatus.NotApplicable, "No MCP client is planned.", null);
        }

        // An app that can't move has a documented alternative; nothing of it is deployed or switched.
        if (app.Alternative is not null && fact.Number > 2)
        {
            return new ChecklistAppResult(
                app.App,
                ChecklistStatus.NotApplicable,
                $"It does not move: {app.Alternative}",
                null
            );
        }

        return fact.Check == ChecklistCheck.None ? ByEvidence(fact, app) : BySteps(fact, app);
    }

    private ChecklistAppResult ByEvidence(ChecklistFact fact, PlannedApp app)
    {
        ChecklistAppResult? worst = null;
        foreach (string kind in fact.Evidence)
        {
            LedgerEntry[] last = [.. LatestOf(app, kind)];
            IEnumerable<ChecklistAppResult> results =
                last.Length == 0
                    ?
                    [
                        new ChecklistAppResult(
                            app.App,
                            ChecklistStatus.Pending,
                            $"There is no evidence of {kind}.",
                            null
                        ),
                    ]
                    : last.Select(entry => Of(fact, app, entry));
            foreach (ChecklistAppResult result in results)
            {
                worst = worst is null || result.Status > worst.Status ? result : worst;
            }
        }

        return worst!;
    }

    private ChecklistAppResult Of(ChecklistFact fact, PlannedApp app, LedgerEntry entry)
    {
        string what = string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.Evidence}{(entry.Subject is null ? "" : $" {entry.Subject}")} of {entry.When.UtcDateTime:yyyy-MM-dd} by {entry.By}"
        );
        string detail = entry.Detail is null ? what : $"{what}: {entry.Detail}";
        if (EvidenceBook.ChangeOf(_folder, entry) is { } change)
        {
            return Result(ChecklistStatus.Failed, $"{what}: {change}.");
        }

        switch (entry.Outcome)
        {
            case EvidenceOutcome.Failed when entry.Evidence == "Blockers" && app.Alternative is not null:
                return Result(ChecklistStatus.Passed, $"It can't move; the alternative: {app.Alternative}");
            case EvidenceOutcome.Failed:
                return Result(ChecklistStatus.Failed, detail);
            case EvidenceOutcome.Pending:
                return Result(ChecklistStatus.Pending, detail);
            default:
                int? limit = fact.StaleDays is null ? null : _staleDays ?? fact.StaleDays;
                double age = (_folder.Now - entry.When).TotalDays;
                return age > limit && !IsFrozen(app)
                    ? Result(ChecklistStatus.Pending, $"{what} is older than {limit} days.")
                    : Result(ChecklistStatus.Passed, detail);
        }

        ChecklistAppResult Result(ChecklistStatus status, string text) => new(app.App, status, text, entry);
    }

    private ChecklistAppResult BySteps(ChecklistFact fact, PlannedApp app)
    {
        CallerState[] callers = [.. _states.Where(state => state.App == app)];
        LedgerEntry? last = callers.Select(state => state.Last).MaxBy(entry => entry?.At);
        if (callers.Length == 0)
        {
            return Result(ChecklistStatus.Pending, "The plan names no caller.");
        }

        return fact.Check switch
        {
            ChecklistCheck.FullCutover => Count(callers, state => state.FullSince is not null, "are switched"),
            ChecklistCheck.Canary => Canary(app, callers, last),
            _ => Frozen(app, callers, last),
        };

        ChecklistAppResult Count(CallerState[] all, Func<CallerState, bool> isDone, string what)
        {
            int done = all.Count(isDone);
            return Result(
                done == all.Length ? ChecklistStatus.Passed : ChecklistStatus.Pending,
                string.Create(CultureInfo.InvariantCulture, $"{done} of {all.Length} callers {what}.")
            );
        }

        ChecklistAppResult Result(ChecklistStatus status, string text) => new(app.App, status, text, last);
    }

    private ChecklistAppResult Canary(PlannedApp app, CallerState[] callers, LedgerEntry? last)
    {
        int days = CutoverFacts.Default.CanaryDays.Value;
        if (callers.Min(state => state.FirstSince) is not { } first)
        {
            return Result(ChecklistStatus.Pending, "No caller uses the External Client App.", last);
        }

        LedgerEntry? gate = LatestOf(app, FreezeReadiness.Gate).MaxBy(entry => entry.When);
        if (gate?.Outcome == EvidenceOutcome.Failed && gate.When >= first)
        {
            return Result(ChecklistStatus.Failed, gate.Detail ?? "The gate decided to roll back.", gate);
        }

        double watched = Math.Max(0, (_folder.Now - first).TotalDays);
        bool agreed = gate?.Outcome == EvidenceOutcome.Passed && (gate.When - first).TotalDays >= days;
        return agreed
            ? Result(ChecklistStatus.Passed, gate!.Detail ?? "The gate agreed.", gate)
            : Result(
                ChecklistStatus.Pending,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The first caller has used it for {(int)watched} of {days} days{(watched >= days ? ", and no gate has agreed since." : ".")}"
                ),
                last
            );

        ChecklistAppResult Result(ChecklistStatus status, string text, LedgerEntry? entry) =>
            new(app.App, status, text, entry);
    }

    private ChecklistAppResult Frozen(PlannedApp app, CallerState[] callers, LedgerEntry? last)
    {
        if (IsFrozen(app))
        {
            LedgerEntry? used = LatestOf(app, FreezeReadiness.OldTraffic)
                .FirstOrDefault(entry => entry.Outcome == EvidenceOutcome.Failed && entry.When > last!.At);
            return used is null
                ? new ChecklistAppResult(app.App, ChecklistStatus.Passed, last!.Detail ?? "It is frozen.", last)
                : new ChecklistAppResult(
                    app.App,
                    ChecklistStatus.Failed,
                    "It is frozen, and something has used it since.",
                    used
                );
        }

        FreezeReadiness readiness = FreezeReadiness.Of(_folder, app, [.. callers], _stableDays);
        return new ChecklistAppResult(
            app.App,
            ChecklistStatus.Pending,
            readiness.IsReady ? "It can be frozen." : $"Not yet: {readiness.Reasons[0]}.",
            last
        );
    }

    private bool IsFrozen(PlannedApp app)
    {
        CallerState[] callers = [.. _states.Where(state => state.App == app)];
        return callers.Length > 0 && callers.All(state => state.Stage == _folder.Plan.Stages[^1]);
    }

    /// <summary>The last evidence of a kind about an app, one for each caller and subject.</summary>
    private IEnumerable<LedgerEntry> LatestOf(PlannedApp app, string kind) =>
        _folder
            .Ledger.Evidence.Where(entry => entry.Evidence == kind && (entry.App is null || app.IsNamed(entry.App)))
            .GroupBy(entry => (entry.Caller, entry.Subject))
            .Select(same => same.MaxBy(entry => entry.When)!);

    private static ImmutableArray<ChecklistFact> Load()
    {
        using Stream stream =
            typeof(MigrationChecklist).Assembly.GetManifestResourceStream("checklist.json")
            ?? throw new InvalidOperationException("checklist.json is not embedded.");
        return JsonSerializer.Deserialize<Table>(stream, s_options)!.Items;
    }

    private sealed record Table(ImmutableArray<ChecklistFact> Items);
}
