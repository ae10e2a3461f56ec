using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Cutover;

/// <summary>Decides whether a caller may enter a stage. Missing evidence never permits anything.</summary>
internal sealed class StepGuard(
    MigrationFolder folder,
    CutoverOptions options,
    ImmutableArray<CallerState> all,
    ImmutableArray<CallerState> together
)
{
    /// <summary>What permits the step.</summary>
    /// <exception cref="EcaException">
    /// <c>GateRefused</c>, <c>GateMissing</c>.
    /// </exception>
    public StepPermit Permit(CallerState state, MigrationStage to)
    {
        ImmutableArray<CutoverGateResult> gates = GatesOf(state);
        ImmutableArray<LedgerEntry> evidence = StepPermit.AsEvidence(folder, gates);
        string? fingerprint = gates.IsEmpty ? null : StepPermit.FingerprintOf(gates[0]);
        if (options.Force)
        {
            return new StepPermit($"forced: {options.Reason}", fingerprint, evidence);
        }

        if (gates.FirstOrDefault(gate => gate.Verdict != GateVerdict.Promote) is { } refusing)
        {
            throw CutoverErrors.GateRefused($"{state}", to, refusing);
        }

        foreach (CutoverGateResult gate in gates)
        {
            RequireCurrent(state, gate);
        }

        if (state.Pending is not null && gates.IsEmpty)
        {
            return new StepPermit(state.Pending.Detail ?? "resumed", state.Pending.Sha256, []);
        }

        string because = to.Requires switch
        {
            StageRequirement.Freeze => Frozen(state),
            _ when !gates.IsEmpty => string.Create(
                CultureInfo.InvariantCulture,
                $"gate: {gates[0].Verdict} at {gates[0].DecidedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC"
            ),
            StageRequirement.Nothing => "nothing is required",
            StageRequirement.Validation => Validated(state, to),
            _ => throw CutoverErrors.GateMissing($"{state}", to),
        };
        return new StepPermit(because, fingerprint, evidence);
    }

    private ImmutableArray<CutoverGateResult> GatesOf(CallerState state) =>
        [
            .. options
                .Gates.Where(gate =>
                    state.App.IsNamed(gate.App)
                    && (
                        gate.Caller is null || gate.Caller.Equals(state.Caller.Name, StringComparison.OrdinalIgnoreCase)
                    )
                )
                .OrderByDescending(gate => gate.DecidedAt),
        ];

    /// <summary>A decision counts for a day, and only for what came after it: not for the step after the next.</summary>
    private void RequireCurrent(CallerState state, CutoverGateResult gate)
    {
        CutoverFacts facts = CutoverFacts.Default;
        if (gate.DecidedAt > folder.Now.AddMinutes(facts.SkewMinutes.Value))
        {
            throw CutoverErrors.GateTooOld($"{state}", gate, "which is in the future by the clock of this machine");
        }

        if (folder.Now - gate.DecidedAt > TimeSpan.FromHours(facts.GateHours.Value))
        {
            throw CutoverErrors.GateTooOld(
                $"{state}",
                gate,
                FormattableString.Invariant($"more than {facts.GateHours.Value} hours ago")
            );
        }

        string fingerprint = StepPermit.FingerprintOf(gate);
        DateTimeOffset? last = together
            .Where(other => other.App == state.App && other.Last?.Sha256 != fingerprint)
            .Max(other => other.Since);
        if (gate.DecidedAt < last)
        {
            throw CutoverErrors.GateTooOld(
                $"{state}",
                gate,
                FormattableString.Invariant($"before the last step at {last.Value.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")
            );
        }
    }

    private string Validated(CallerState state, MigrationStage to)
    {
        LedgerEntry[] tests =
        [
            .. folder
                .Ledger.Evidence.Where(entry =>
                    entry is { Evidence: "FlowTest", App: not null } && state.App.IsNamed(entry.App)
                )
                .GroupBy(entry => entry.Subject, StringComparer.Ordinal)
                .Select(same => same.MaxBy(entry => entry.When)!),
        ];
        if (tests.FirstOrDefault(test => test.Outcome != EvidenceOutcome.Passed) is { } failed)
        {
            throw CutoverErrors.FlowTestFailed($"{state}", to, failed);
        }

        return tests.Length == 0
            ? throw CutoverErrors.GateMissing($"{state}", to)
            : FormattableString.Invariant($"flows tested: ledger line {tests.Max(test => test.Line)}");
    }

    private string Frozen(CallerState state)
    {
        FreezeReadiness readiness = FreezeReadiness.Of(
            folder,
            state.App,
            [.. all.Where(other => other.App == state.App)],
            options.StableDays
        );
        return readiness.IsReady
            ? FormattableString.Invariant($"{readiness.StableDays} stable days, no traffic on the connected app")
            : throw CutoverErrors.NotReadyToFreeze(state.App.App, readiness);
    }
}
