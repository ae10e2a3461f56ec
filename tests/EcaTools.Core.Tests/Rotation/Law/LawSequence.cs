using System.Text;
using EcaTools.Core.Delivery;
using EcaTools.Core.Rotation.Keys;

namespace EcaTools.Core.Tests.Rotation.Law;

/// <summary>
/// Plays one sequence of events, with an accident in some of the actions, and holds the law after each: callers can log
/// in, or the result says plainly that they can't and what to do.
/// </summary>
internal sealed class LawSequence(LawWorld world, Random random, LawTally tally)
{
    private const string LockedOut = "locked out";

    private readonly StringBuilder _story = new();
    private EcaKeyRotation? _result;
    private EcaException? _error;
    private bool _isForced;
    private bool _isHome;
    private bool _isDisturbed;
    private bool _wasSaid;

    public async Task PlayAsync(IReadOnlyList<LawEvent> events, string name)
    {
        await world.BeginAsync(new LawTargetKind(CanReadBack: random.Next(5) > 0, IsAtomic: random.Next(3) > 0));
        _story
            .Append(name)
            .Append(world.Home.CanReadBack ? "" : " (home can't be read)")
            .Append(world.Home.IsAtomic ? "" : " (home is written in two steps)");
        foreach (LawEvent happening in events)
        {
            world.Move(TimeSpan.FromMinutes(1));
            if (random.Next(2) == 0)
            {
                await world.CallAsync();
            }

            if (happening == LawEvent.Complete && random.Next(3) > 0)
            {
                world.Move(TimeSpan.FromHours(25));
                world.Fetch();
            }

            bool before = await world.IsValidAsync(world.Home.Value);
            bool heldBefore = await world.IsValidAsync(world.Held);
            _story.Append("\n  ").Append(happening);
            if (await PlayAsync(happening))
            {
                await CheckAsync(happening, before, heldBefore);
            }
        }

        await EndAsync();
        tally.Count("sequences");
    }

    /// <summary>Whether the event was an action of ours, whose result must tell the truth.</summary>
    private async Task<bool> PlayAsync(LawEvent happening)
    {
        switch (happening)
        {
            case LawEvent.SecondMachine:
                world.Machine = 1 - world.Machine;
                return false;
            case LawEvent.LostJournal:
                world.LoseJournal();
                return false;
            case LawEvent.SomebodyStages:
                await world.StageAsync();
                return false;
            case LawEvent.SomebodyPromotes:
                await world.PromoteAsync();
                return false;
            case LawEvent.PutBack:
                // A target that can't be read is believed; that is reported in the guide.
                if (world.Home is { CanReadBack: true, Older: { Count: > 0 } older })
                {
                    world.Home.Put(older[random.Next(older.Count)]);
                }

                return false;
        }

        // Another target than that of the callers is named by mistake, or on purpose, once the journal knows theirs.
        bool elsewhere = random.Next(5) == 0 && await world.KnowsHomeAsync();
        ICredentialTarget target = elsewhere ? world.Other : world.Home;
        (_isForced, _isHome) = (false, !elsewhere);
        bool adopt = random.Next(3) == 0;
        Func<Task<EcaKeyRotation>> action = happening switch
        {
            LawEvent.Rotate => Rotate(target, adopt),
            LawEvent.Undo => Undo(target, adopt),
            LawEvent.Complete => Complete(target),
            _ => () => world.ReplaceAsync(target),
        };
        _story.Append(elsewhere ? " at the other target" : "");
        await RunAsync(action);
        return true;
    }

    private Func<Task<EcaKeyRotation>> Rotate(ICredentialTarget target, bool adopt)
    {
        KeyRotationOrder order = random.Next(4) == 0 ? KeyRotationOrder.PromoteFirst : KeyRotationOrder.Auto;

        // Where callers fetch a pair that this machine did not deliver is known to nobody who adopts it.
        ICredentialTarget place = adopt ? world.Home : target;
        _isHome |= adopt;
        _story.Append(adopt ? " -AdoptStaged" : "").Append(order == KeyRotationOrder.Auto ? "" : " promoted first");
        return () => world.RotateAsync(place, LawWorld.Options(adopt, order));
    }

    private Func<Task<EcaKeyRotation>> Undo(ICredentialTarget target, bool adopt)
    {
        bool isReturned = random.Next(6) == 0;
        _isHome &= !isReturned;
        _story.Append(adopt ? " -AdoptStaged" : "").Append(isReturned ? " without a target" : "");
        return () => world.UndoAsync(isReturned ? new ReturnedTarget() : target, adopt);
    }

    private Func<Task<EcaKeyRotation>> Complete(ICredentialTarget target)
    {
        bool force = random.Next(3) == 0;
        bool isReturned = random.Next(4) == 0;
        (_isForced, _isHome) = (force, _isHome && !isReturned);
        _story.Append(force ? " -Force" : "").Append(isReturned ? " without a target" : "");
        return () => world.CompleteAsync(isReturned ? new ReturnedTarget() : target, force);
    }

    private async Task RunAsync(Func<Task<EcaKeyRotation>> action)
    {
        WireAccident[] kinds =
        [
            WireAccident.DiesBefore,
            WireAccident.DiesAfter,
            WireAccident.AnswerLost,
            WireAccident.Busy,
            WireAccident.Garbage,
        ];
        int luck = random.Next(8);
        _isDisturbed = luck == 0;
        (_result, _error) = (null, null);
        world.Accidents.Plan(
            luck is > 0 and < 5 ? kinds[random.Next(kinds.Length)] : WireAccident.None,
            random.Next(1, 26),
            _isDisturbed ? Interference() : null
        );
        try
        {
            _result = await action();
            _story.Append($" -> {_result.State}: {_result.NextStep}");
        }
        catch (EcaException thrown)
        {
            _error = thrown;
            _story.Append($" -> {thrown.ErrorId}: {thrown.Message}");
        }
        catch (DiedException)
        {
            _story.Append(" -> killed");
        }

        tally.Count("actions");
        _isDisturbed &= world.Accidents.HasHappened;
        if (world.Accidents.HasHappened)
        {
            string what = world.Accidents.IsDeath ? "kills" : "faults";
            tally.Count(_isDisturbed ? "interferences" : what);
        }

        world.Accidents.Plan(WireAccident.None, 0);
    }

    /// <summary>Somebody removes or promotes a staged pair in the middle of an action.</summary>
    private Func<Task> Interference()
    {
        bool removes = random.Next(2) == 0;
        _story.Append(
            removes ? " (somebody removes the staged pair meanwhile)" : " (somebody promotes the staged pair meanwhile)"
        );
        return removes ? world.RemoveStagedAsync : world.PromoteStagedAsync;
    }

    private async Task CheckAsync(LawEvent happening, bool before, bool heldBefore)
    {
        bool isRevoked = happening == LawEvent.Complete && _result?.State == KeyRotationState.Completed;
        if (isRevoked && !_isForced && heldBefore && !await world.IsValidAsync(world.Held))
        {
            Break("the pair that callers hold in memory was revoked without -Force");
        }

        if (await world.IsValidAsync(world.Home.Value))
        {
            _wasSaid = false;
            return;
        }

        bool isSaid = $"{_result?.NextStep} {_error?.Message}".Contains(LockedOut, StringComparison.Ordinal);
        _wasSaid |= isSaid;
        if (isSaid)
        {
            tally.Count("lock-outs that the result says");
        }
        else if (Forced() is { } warned)
        {
            _story.Append($"\n  the plan -> {warned}");
            _wasSaid = true;
            tally.Count("lock-outs that a forced plan says before it is carried out");
        }
        else if (before && _result is null && _error is null)
        {
            await CheckKilledAsync(happening);
        }
        else if (before && (!_isDisturbed || _result is null or { State: not KeyRotationState.NeedsHuman }))
        {
            // What somebody removes after an action has looked, and has found that it may do nothing, is left to the
            // next run.
            Break("callers are locked out in silence");
        }
        else if (_result is not null && _isHome && world.Home.CanReadBack)
        {
            // An action at another target, and one that failed before it could look, leave what was there before to the
            // next run.
            Break("a result says nothing of callers who are locked out");
        }

        if (before && isRevoked && (!_isForced || (_isHome && world.Home.CanReadBack)))
        {
            Break("the target was read, or nothing was forced, and callers are locked out");
        }
    }

    /// <summary>What the plan of a forced revocation said that was killed; null for another one, or if it said nothing
    /// of callers who are locked out.</summary>
    private string? Forced() =>
        _isForced
        && (_result, _error) is (null, null)
        && world.Warning is { } warned
        && warned.Contains(LockedOut, StringComparison.Ordinal)
            ? warned
            : null;

    /// <summary>Only an immediate replacement, and a delivery in two steps, can leave callers without a valid pair when it
    /// is killed, and the journal knows.</summary>
    private async Task CheckKilledAsync(LawEvent happening)
    {
        EcaKeyRotation status = await world.StatusAsync();
        _story.Append($"\n  status -> {status.State}: {status.NextStep}");
        bool mayLockOut = happening == LawEvent.Immediate || !world.Home.IsAtomic;
        if (!mayLockOut || !$"{status.NextStep}".Contains(LockedOut, StringComparison.Ordinal))
        {
            Break("a killed run left callers locked out");
        }

        _wasSaid = true;
        tally.Count("lock-outs of a killed run that the status says");
    }

    /// <summary>However it ended, the next run either gives callers a valid pair or says what to do, and that
    /// works.</summary>
    private async Task EndAsync()
    {
        if (await world.IsValidAsync(world.Home.Value))
        {
            tally.Count("sequences after which callers log in");
            return;
        }

        _story.Append("\n  the next run");
        _isForced = false;
        EcaKeyRotation next = await world.RotateAsync(world.Home, LawWorld.Options());
        _story.Append($" -> {next.State}: {next.NextStep}");
        if (await world.IsValidAsync(world.Home.Value))
        {
            tally.Count("lock-outs that the next run ends");
            return;
        }

        string advice = next.NextStep ?? "";
        if (!_wasSaid && !advice.Contains(LockedOut, StringComparison.Ordinal))
        {
            Break("the next run says nothing of callers who are locked out");
            return;
        }

        EcaKeyRotation followed = advice.Contains("-Immediate", StringComparison.Ordinal)
            ? await world.ReplaceAsync(world.Home)
            : await world.RotateAsync(world.Home, LawWorld.Options(adopt: true));
        _story.Append($"\n  as advised -> {followed.State}: {followed.NextStep}");
        if (!await world.IsValidAsync(world.Home.Value))
        {
            Break("what the result says to do does not help");
        }

        tally.Count("lock-outs that the advice ends");
    }

    private void Break(string law) => tally.Broken.Enqueue($"{law}\n{_story}");
}
