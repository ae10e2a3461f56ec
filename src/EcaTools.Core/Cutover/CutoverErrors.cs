using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Cutover;

/// <summary>The errors of stepping callers.</summary>
internal static class CutoverErrors
{
    private const string NewGate =
        "Run Test-EcaCutoverGate for the app now, and pipe what it writes to Step-EcaCutover. -Force "
        + "with -Reason does without; the reason goes into the ledger.";

    public static EcaException StageUnknown(string path, int line, string stage, IEnumerable<MigrationStage> known) =>
        StageNotFound(
            FormattableString.Invariant(
                $"{path}:{line}: a caller is in the stage '{stage}', which the plan does not have. Its stages are {string.Join(", ", known)}."
            ),
            "Give the plan the stage again: stages that callers have reached must stay.",
            target: stage
        );

    public static EcaException StageNotFound(string stage, IEnumerable<MigrationStage> known) =>
        StageNotFound(
            $"The plan has no stage '{stage}'.",
            $"Its stages are {string.Join(", ", known)}.",
            target: stage
        );

    public static EcaException CutoverTargetMissing() =>
        ParameterErrors.ParameterMissing(
            "Nothing says which callers are meant.",
            "Name an app with -App, a caller of it with -Caller, or a wave with -Wave; or pipe the "
                + "gate's decision about the app."
        );

    public static EcaException StageNotNamed() =>
        ParameterErrors.ParameterMissing(
            "Without a gate's decision, nothing says to which stage the callers are to go.",
            "Name the stage with -To. A script that runs twice then steps once."
        );

    public static EcaException CallersNotFound(string what, string path) =>
        AppErrors.CallerNotFound(
            $"The plan in {path} has no caller for {what}.",
            "Get-EcaMigration lists apps, callers and waves.",
            target: what
        );

    public static EcaException CallerAmbiguous(string caller, IEnumerable<string> apps) =>
        AppErrors.NameAmbiguous(
            $"Several apps have a caller {caller}: {string.Join(", ", apps)}.",
            "Name the app with -App, too.",
            target: caller
        );

    public static EcaException StepRunning(string path) =>
        new(
            EcaErrorCategory.ResourceExists,
            $"Another process steps callers of the migration in {path}. Nothing was changed.",
            "Wait until it has ended. Its lock is released when it ends, however it ends.",
            target: path
        );

    public static EcaException StepRunningElsewhere(string caller, LedgerEntry pending) =>
        new(
            EcaErrorCategory.ResourceExists,
            FormattableString.Invariant(
                $"{pending.By} began to take {caller} to '{pending.To}' at {pending.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC, and may still be at it. Nothing was changed."
            ),
            "Ask them, and run the command again on their machine. If they stopped in between, -Force "
                + "with -Reason resumes the step here.",
            target: caller
        );

    public static EcaException UndoPending(string caller, LedgerEntry pending) =>
        StepPending(
            $"{caller} is on the way back to '{pending.To}' (ledger line {pending.Line}). Nothing was changed.",
            "Run Undo-EcaCutover for the caller: it completes the way back. Then step again.",
            target: caller
        );

    public static EcaException OtherStepPending(string caller, LedgerEntry pending) =>
        StepPending(
            $"{caller} is on the way to '{pending.To}' (ledger line {pending.Line}). Nothing was changed.",
            "Run Step-EcaCutover without -To to complete that step, or Undo-EcaCutover to take it back.",
            target: caller
        );

    public static EcaException GateMissing(string caller, MigrationStage to) =>
        GateMissing(
            to.Requires == StageRequirement.Validation
                ? $"{caller} can't enter '{to}': there is no passed test of the app's flows, and no gate "
                    + $"that promotes."
                : $"{caller} can't enter '{to}': no gate has decided about it.",
            to.Requires == StageRequirement.Validation
                ? "Run Test-EcaOAuthFlow for the External Client App and pipe what it writes to "
                    + "Add-EcaEvidence. -Force with -Reason does without."
                : NewGate,
            target: caller
        );

    public static EcaException FlowTestFailed(string caller, MigrationStage to, LedgerEntry test) =>
        GateMissing(
            $"{caller} can't enter '{to}': the last test of the flow {test.Subject} is {test.Outcome} "
                + $"(ledger line {test.Line})."
                + (test.Detail is null ? "" : $" {test.Detail}"),
            "Fix the flow, run Test-EcaOAuthFlow again and pipe what it writes to Add-EcaEvidence. "
                + "-Force with -Reason does without.",
            target: caller
        );

    public static EcaException GateRefused(string caller, MigrationStage to, CutoverGateResult gate) =>
        new(
            EcaErrorCategory.InvalidOperation,
            $"{caller} stays: the gate says {gate.Verdict}, so it can't enter '{to}'. {string.Join("; ", gate.Reasons.Take(3))}".TrimEnd(),
            gate.Verdict == GateVerdict.Rollback
                ? "Run Undo-EcaCutover to go back to the last good stage."
                : "Clear up the reasons, or wait for more events, and run the gate again. -Force with "
                    + "-Reason steps in spite of it.",
            target: gate
        );

    public static EcaException GateTooOld(string caller, CutoverGateResult gate, string than) =>
        GateMissing(
            FormattableString.Invariant(
                $"{caller} stays: the gate decided at {gate.DecidedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {than}."
            ),
            NewGate,
            target: gate
        );

    public static EcaException NotReadyToFreeze(string app, FreezeReadiness readiness) =>
        GateMissing(
            $"{app} can't be frozen yet: {string.Join("; ", readiness.Reasons)}.",
            "Get-EcaMigration shows the stable days. Add evidence of the traffic on the Connected App "
                + "with Add-EcaEvidence.",
            target: app
        );

    public static EcaException StageNotBefore(string caller, MigrationStage from, MigrationStage to) =>
        StageNotAllowed(
            $"{caller} is in '{from}', which is not after '{to}'. Nothing was changed.",
            "Name an earlier stage with -To, or leave it out for the last good one.",
            target: caller
        );

    public static EcaException StagesSkipped(string caller, MigrationStage from, MigrationStage to) =>
        StageNotAllowed(
            $"{caller} is in '{from}', and '{to}' is more than one stage on. Nothing was changed.",
            "Take one stage at a time, each with its own gate.",
            target: caller
        );

    public static EcaException CutoverActionFailed(string caller, string to, string reason, Exception? cause) =>
        CutoverActionFailed(
            $"{caller} did not get to '{to}': the action failed: {reason}",
            "Correct the action or what it needs, and run the same command again. An action must bear to "
                + "be run twice. Undo-EcaCutover takes back what it may have changed.",
            cause,
            caller
        );

    public static EcaException CutoverActionTimedOut(string caller, string to, TimeSpan limit) =>
        CutoverActionFailed(
            FormattableString.Invariant(
                $"{caller} did not get to '{to}': the action did not end within {limit.TotalSeconds:0} s and was stopped."
            ),
            "Find out what it waits for, or give it more time with -TimeoutSeconds, and run the same command again.",
            target: caller
        );

    private static EcaException StageNotFound(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.ObjectNotFound, message, nextStep, inner, target);

    private static EcaException StageNotAllowed(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidOperation, message, nextStep, inner, target);

    private static EcaException GateMissing(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidOperation, message, nextStep, inner, target);

    private static EcaException StepPending(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidOperation, message, nextStep, inner, target);

    private static EcaException CutoverActionFailed(
        string message,
        string nextStep,
        Exception? inner = null,
        object? target = null
    ) => new(EcaErrorCategory.InvalidResult, message, nextStep, inner, target);
}
