using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Cutover;

/// <summary>What a step forward rests on.</summary>
/// <param name="Because">In a few words.</param>
/// <param name="Fingerprint">The SHA-256 of the gate's decision; null if no gate decided.</param>
/// <param name="Evidence">The decisions of gates as evidence.</param>
internal sealed record StepPermit(string Because, string? Fingerprint, ImmutableArray<LedgerEntry> Evidence)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The SHA-256 of a gate's decision.</summary>
    public static string FingerprintOf(CutoverGateResult gate) =>
        Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(gate, s_json))).ToLowerInvariant();

    /// <summary>The decisions of gates as evidence.</summary>
    public static ImmutableArray<LedgerEntry> AsEvidence(MigrationFolder folder, IEnumerable<CutoverGateResult> gates)
    {
        HashSet<string?> known = [.. folder.Ledger.Evidence.Select(entry => entry.Sha256)];
        return
        [
            .. gates
                .Select(gate => new LedgerEntry
                {
                    Kind = LedgerEntryKind.Evidence,
                    Evidence = FreezeReadiness.Gate,
                    App = folder.Plan.Find(gate.App)?.App ?? gate.App,
                    Subject = gate.Caller,
                    Outcome = gate.Verdict switch
                    {
                        GateVerdict.Promote => EvidenceOutcome.Passed,
                        GateVerdict.Rollback => EvidenceOutcome.Failed,
                        _ => EvidenceOutcome.Pending,
                    },
                    Detail = SafeText.OneLine(string.Join("; ", gate.Reasons.Take(3))),
                    FoundAt = gate.DecidedAt,
                    WindowStart = gate.WindowStart,
                    WindowEnd = gate.WindowEnd,
                    Sha256 = FingerprintOf(gate),
                })
                .Where(entry => !known.Contains(entry.Sha256)),
        ];
    }
}
