using System.Collections.Immutable;
using EcaTools.Core.Cutover;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Evidence;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Tests.Migrations;

/// <summary>A migration in a folder of its own, with a clock that a test moves.</summary>
internal sealed class MigrationScene : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eca-migration-");

    public MigrationScene(params ReadOnlySpan<PlannedApp> apps)
    {
        Plan = new MigrationPlan { OrgId = "00D000000000001AAA", Apps = [.. apps] };
        MigrationFolder.Make(Path, Plan, Clock);
    }

    public MovableTime Clock { get; } = new();

    public MigrationPlan Plan { get; }

    public string Path => System.IO.Path.Combine(_folder.FullName, "migration");

    public string LedgerPath => System.IO.Path.Combine(Path, LedgerFile.Name);

    public static PlannedApp App(string name, params IEnumerable<string> callers) =>
        new()
        {
            App = name,
            Owner = "owner@example.com",
            Wave = 1,
            Callers = [.. callers.Select(caller => new PlannedCaller { Name = caller })],
        };

    public MigrationFolder Open() => MigrationFolder.Open(Path, Clock);

    public CutoverGateResult Gate(string app, GateVerdict verdict = GateVerdict.Promote, string? caller = null) =>
        new()
        {
            App = app,
            Caller = caller,
            Verdict = verdict,
            Reasons = [new GateReason("AbsoluteFloor", verdict, "99.9 % of 1,000")],
            DecidedAt = Clock.GetUtcNow(),
            WindowStart = Clock.GetUtcNow().AddDays(-1),
            WindowEnd = Clock.GetUtcNow(),
            Inputs = ImmutableSortedDictionary<string, string>.Empty,
        };

    public void Add(
        string kind,
        string? app = null,
        EvidenceOutcome outcome = EvidenceOutcome.Passed,
        Func<LedgerEntry, LedgerEntry>? with = null
    )
    {
        MigrationFolder folder = Open();
        LedgerEntry entry = new()
        {
            Kind = LedgerEntryKind.Evidence,
            Evidence = kind,
            App = app,
            Outcome = outcome,
        };
        EvidenceBook.Add(folder, [EvidenceBook.Complete(folder, with?.Invoke(entry) ?? entry)]);
    }

    /// <summary>Steps as the cmdlet does, a minute later.</summary>
    public async Task<IReadOnlyList<CutoverStep>> StepAsync(CutoverTarget target, CutoverOptions options)
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        using CutoverSession session = CutoverSession.Open(Path, options, Clock, isPreview: false);
        return await RunAsync(session, session.PlanStep(target));
    }

    public Task<IReadOnlyList<CutoverStep>> StepAsync(string app, string to, bool force = true) =>
        StepAsync(
            new CutoverTarget(app, null, null),
            new CutoverOptions
            {
                To = to,
                Force = force,
                Reason = force ? "a test" : null,
            }
        );

    public async Task<IReadOnlyList<CutoverStep>> UndoAsync(CutoverTarget target, CutoverOptions? options = null)
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        using CutoverSession session = CutoverSession.Open(Path, options ?? new(), Clock, isPreview: false);
        return await RunAsync(session, session.PlanUndo(target));
    }

    /// <summary>The stage of each caller, by its name.</summary>
    public string StageOf(string caller) =>
        MigrationOverview.Of(Open()).Single(row => row.Caller == caller).Stage ?? "?";

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<IReadOnlyList<CutoverStep>> RunAsync(
        CutoverSession session,
        IReadOnlyList<PlannedMove> moves
    )
    {
        List<CutoverStep> steps = [];
        foreach (PlannedMove move in moves)
        {
            steps.Add(await session.RunAsync(move));
        }

        return steps;
    }
}
