using System.Collections.Immutable;
using EcaTools.Core.Files;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Cutover;

/// <summary>
/// Takes callers to the next stage, and back. One process at a time can do so in a folder. What is about to be done is
/// in the ledger before it is done, so that whoever is killed in between leaves a way forward: the same call again
/// completes it.
/// </summary>
public sealed class CutoverSession : IDisposable
{
    private readonly MigrationFolder _folder;
    private readonly CutoverOptions _options;
    private readonly FolderLock? _lock;
    private readonly TimeProvider _time;

    private CutoverSession(MigrationFolder folder, CutoverOptions options, FolderLock? held, TimeProvider time) =>
        (_folder, _options, _lock, _time) = (folder, options, held, time);

    /// <summary>Opens the folder of a migration to step callers.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="options">How.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isPreview">Whether nothing is to be changed.</param>
    /// <exception cref="EcaException">
    /// <c>StepRunning</c>, <c>ParameterMissing</c>, those of the plan, and those of a ledger that does not hold.
    /// </exception>
    public static CutoverSession Open(string path, CutoverOptions options, TimeProvider time, bool isPreview) =>
        Open(path, options, time, isPreview, reached: null);

    internal static CutoverSession Open(
        string path,
        CutoverOptions options,
        TimeProvider time,
        bool isPreview,
        Action<string>? reached
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Force && options.Reason is null)
        {
            throw ParameterErrors.ReasonMissing();
        }

        MigrationFolder folder = MigrationFolder.Open(path, time, reached);
        FolderLock? held = isPreview ? null : Take(path);
        try
        {
            // Somebody else may have stepped before the lock was taken.
            folder.Refresh();
            return folder.Ledger.Problem is { } problem
                ? throw problem
                : new CutoverSession(folder, options, held, time);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Plans a step forward.</summary>
    /// <returns>A move for each caller that the step is about, also if nothing is left to do.</returns>
    /// <exception cref="EcaException">Nothing may be stepped, and nothing was.</exception>
    public IReadOnlyList<PlannedMove> PlanStep(CutoverTarget target)
    {
        (ImmutableArray<CallerState> all, ImmutableArray<CallerState> together) = Select(target);
        MigrationStage to = NextOf(together);
        StepGuard guard = new(_folder, _options, all, together);
        try
        {
            return [.. Chosen(together, to).Select(state => Forward(guard, state, to, together.Length > 1))];
        }
        catch (EcaException refused) when (_lock is not null && refused.ErrorId == nameof(CutoverErrors.GateRefused))
        {
            // What the gate found out is evidence, whether anybody steps or not.
            _folder.Append(StepPermit.AsEvidence(_folder, _options.Gates));
            throw;
        }
    }

    /// <summary>Plans the way back to the last good stage, or to the one of the options.</summary>
    /// <exception cref="EcaException">Nothing may be stepped, and nothing was.</exception>
    public IReadOnlyList<PlannedMove> PlanUndo(CutoverTarget target)
    {
        (_, ImmutableArray<CallerState> together) = Select(target);
        MigrationStage? to = _options.To is null ? null : StageOf(_options.To);
        int furthest = together.Max(state => IndexOf(state.Stage));
        return
        [
            .. together
                .Where(state =>
                    to is not null
                    || state.Pending is not null
                    || state.Failed is not null
                    || IndexOf(state.Stage) == furthest
                )
                .Select(state => Backward(state, to)),
        ];
    }

    /// <summary>Makes a planned move.</summary>
    /// <exception cref="EcaException">
    /// <c>CutoverActionFailed</c>, and those of a ledger that can't be written.
    /// </exception>
    public async Task<CutoverStep> RunAsync(PlannedMove planned, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(planned);
        CutoverMove move = planned.Move;
        if (planned.IsUnchanged)
        {
            return planned.ToResult(CutoverStepStatus.Unchanged, at: null);
        }

        if (_lock is null)
        {
            throw new InvalidOperationException("A preview changes nothing.");
        }

        LedgerEntry entry = new()
        {
            Kind = move.IsUndo ? LedgerEntryKind.UndoStarted : LedgerEntryKind.StepStarted,
            App = move.App,
            Caller = move.Caller,
            From = move.From,
            To = move.To,
            Instances = move.InstancesOnEca,
            Detail = planned.Because,
            Reason = _options.Reason,
            Sha256 = planned.Permit?.Fingerprint,
        };
        if (!move.IsResumed)
        {
            _folder.Append([.. planned.Permit?.Evidence ?? [], entry]);
        }

        await ActAsync(entry, move, cancellation).ConfigureAwait(false);
        _folder.Append(
            entry with
            {
                Kind = move.IsUndo ? LedgerEntryKind.UndoCompleted : LedgerEntryKind.StepCompleted,
            }
        );
        return planned.ToResult(CutoverStepStatus.Completed, _folder.Ledger.Entries[^1].At);
    }

    /// <summary>Lets others step.</summary>
    public void Dispose() => _lock?.Dispose();

    private static FolderLock Take(string path)
    {
        try
        {
            return FolderLock.TryTake(Path.Combine(path, PlanFiles.AppsFolder))
                ?? throw CutoverErrors.StepRunning(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MigrationErrors.MigrationNotReadable(path, exception);
        }
    }

    private async Task ActAsync(LedgerEntry entry, CutoverMove move, CancellationToken cancellation)
    {
        if (_options.Action is null)
        {
            return;
        }

        using CancellationTokenSource limit = new(_options.TimeLimit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token,
            cancellation
        );
        EcaException failure;
        try
        {
            await _options.Action(move, either.Token).ConfigureAwait(false);
            return;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            failure = CutoverErrors.CutoverActionTimedOut(Name(move), move.To, _options.TimeLimit);
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            failure = CutoverErrors.CutoverActionFailed(Name(move), move.To, thrown.Message, thrown);
        }

        string detail = SafeText.OneLine(failure.Message);
        _folder.Append(
            entry with
            {
                Kind = move.IsUndo ? LedgerEntryKind.UndoFailed : LedgerEntryKind.StepFailed,
                Detail = SecretShape.IsIn(detail) ? "The action failed. Its error looks like a secret." : detail,
            }
        );
        throw failure;
    }

    private static string Name(CutoverMove move) => $"{move.Caller} of {move.App}";

    private (ImmutableArray<CallerState> All, ImmutableArray<CallerState> Together) Select(CutoverTarget target)
    {
        if (target is { App: null, Caller: null, Wave: null })
        {
            throw CutoverErrors.CutoverTargetMissing();
        }

        ImmutableArray<CallerState> all = CallerStates.Of(_folder);
        ImmutableArray<CallerState> together =
        [
            .. all.Where(state =>
                (target.App is null || state.App.IsNamed(target.App))
                && (
                    target.Caller is null || target.Caller.Equals(state.Caller.Name, StringComparison.OrdinalIgnoreCase)
                )
                && (target.Wave is null || target.Wave == state.Wave)
            ),
        ];
        if (together.IsEmpty)
        {
            throw CutoverErrors.CallersNotFound($"{target}", _folder.Path);
        }

        return target.Caller is not null && together.Length > 1
            ? throw CutoverErrors.CallerAmbiguous(target.Caller, together.Select(state => state.App.App))
            : (all, together);
    }

    /// <summary>
    /// The stage that the callers go to: the one that is named, that of a step that was begun, that to which the same
    /// decision has taken some of them already, or else the one after the stage that they reached together.
    /// </summary>
    private MigrationStage NextOf(ImmutableArray<CallerState> together)
    {
        if (_options.To is not null)
        {
            return StageOf(_options.To);
        }

        if (together.FirstOrDefault(state => state.Pending is not null)?.Pending is { } pending)
        {
            return StageOf(pending.To!);
        }

        if (_options.Gates.IsEmpty)
        {
            throw CutoverErrors.StageNotNamed();
        }

        HashSet<string?> decisions = [.. _options.Gates.Select(StepPermit.FingerprintOf)];
        if (
            together.FirstOrDefault(state =>
                state.Last is { Kind: LedgerEntryKind.StepCompleted } last && decisions.Contains(last.Sha256)
            ) is
            { } stepped
        )
        {
            return stepped.Stage;
        }

        int next = Reached(together) + 1;
        return _folder.Plan.Stages[Math.Min(next, _folder.Plan.Stages.Length - 1)];
    }

    /// <summary>The furthest stage that as many callers have reached as its share asks for.</summary>
    private int Reached(ImmutableArray<CallerState> together)
    {
        ImmutableArray<MigrationStage> stages = _folder.Plan.Stages;
        int reached = 0;
        for (int i = 1; i < stages.Length; i++)
        {
            if (together.Count(state => IndexOf(state.Stage) >= i) >= Needed(together, stages[i]))
            {
                reached = i;
            }
        }

        return reached;
    }

    /// <summary>The callers that the stage needs: those that use the External Client App already, then low risk
    /// first.</summary>
    private IEnumerable<CallerState> Chosen(ImmutableArray<CallerState> together, MigrationStage to) =>
        together
            .OrderByDescending(state => state.Stage.Share > 0 || state.Pending is not null)
            .ThenByDescending(state => IndexOf(state.Stage))
            .Take(Needed(together, to));

    private static int Needed(ImmutableArray<CallerState> together, MigrationStage stage) =>
        stage.Share == 0 ? together.Length : stage.Of(together.Length);

    private PlannedMove Forward(StepGuard guard, CallerState state, MigrationStage to, bool isGroup)
    {
        int instances = Math.Max(
            state.InstancesIn.GetValueOrDefault(state.Stage.Name),
            isGroup && to.Share > 0 ? state.Caller.Instances : to.Of(state.Caller.Instances)
        );
        if (state.Pending is null && IndexOf(state.Stage) >= IndexOf(to))
        {
            return Planned(state, state.Stage, state.Stage) with { IsUnchanged = true };
        }

        RequireOurs(state);
        if (state.Pending is { Kind: LedgerEntryKind.UndoStarted } undo)
        {
            throw CutoverErrors.UndoPending($"{state}", undo);
        }

        if (state.Pending is { } pending && !to.Is(pending.To))
        {
            throw CutoverErrors.OtherStepPending($"{state}", pending);
        }

        // In a group, callers wait while others are the first; they may pass over the stages of the first ones.
        bool isNext = IndexOf(to) - IndexOf(state.Stage) == 1;
        bool waited = isGroup && _folder.Plan.Stages[IndexOf(state.Stage) + 1].Share > 0;
        if (!isNext && !waited && !_options.Force)
        {
            throw CutoverErrors.StagesSkipped($"{state}", state.Stage, to);
        }

        StepPermit permit = guard.Permit(state, to);
        PlannedMove planned = Planned(state, state.Stage, to);
        return planned with
        {
            Permit = permit,
            Because = permit.Because,
            Move = planned.Move with
            {
                InstancesOnEca = state.Pending?.Instances ?? instances,
                IsResumed = state.Pending is not null,
            },
        };
    }

    private PlannedMove Backward(CallerState state, MigrationStage? wanted)
    {
        RequireOurs(state);
        bool isResumed = state.Pending?.Kind == LedgerEntryKind.UndoStarted;
        LedgerEntry? left = state.Pending ?? state.Failed;
        MigrationStage from = left is null || isResumed ? state.Stage : StageOf(left.To!);
        MigrationStage lastGood = left is null ? state.CameFrom ?? state.Stage : state.Stage;
        MigrationStage to = isResumed ? StageOf(state.Pending!.To!) : wanted ?? lastGood;
        if (IndexOf(to) > IndexOf(state.Stage))
        {
            throw CutoverErrors.StageNotBefore($"{state}", state.Stage, to);
        }

        PlannedMove planned = Planned(state, from, to);
        return planned with
        {
            IsUnchanged = left is null && to == state.Stage,
            Because = _options.Reason ?? "undone",
            Move = planned.Move with
            {
                IsUndo = true,
                IsResumed = isResumed,
                InstancesOnEca = state.InstancesIn.GetValueOrDefault(to.Name, to.Of(state.Caller.Instances)),
            },
        };
    }

    /// <summary>A step that was begun on another machine may still be going on there.</summary>
    private void RequireOurs(CallerState state)
    {
        if (
            state.Pending is { } pending
            && !_options.Force
            && !pending.By.EndsWith($"@{Environment.MachineName}", StringComparison.OrdinalIgnoreCase)
            && _folder.Now - pending.At < _options.TimeLimit
        )
        {
            throw CutoverErrors.StepRunningElsewhere($"{state}", pending);
        }
    }

    private static PlannedMove Planned(CallerState state, MigrationStage from, MigrationStage to) =>
        new()
        {
            Move = new CutoverMove
            {
                App = state.App.App,
                Eca = state.App.EcaName,
                Caller = state.Caller.Name,
                Credential = state.Caller.Credential,
                Owner = state.Caller.Owner ?? state.App.Owner,
                From = from.Name,
                To = to.Name,
                Instances = state.Caller.Instances,
                InstancesOnEca = state.InstancesIn.GetValueOrDefault(state.Stage.Name),
            },
        };

    private MigrationStage StageOf(string name) =>
        _folder.Plan.IndexOf(name) is >= 0 and var index
            ? _folder.Plan.Stages[index]
            : throw CutoverErrors.StageNotFound(name, _folder.Plan.Stages);

    private int IndexOf(MigrationStage stage) => _folder.Plan.Stages.IndexOf(stage);
}
