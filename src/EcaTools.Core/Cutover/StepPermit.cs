using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Evidence;
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
                .SelectMany(gate => Read(gate).Select(entry => entry with { Sha256 = FingerprintOf(gate) }))
                .Where(entry => !known.Contains(entry.Sha256))
                .Select(entry => entry with { App = folder.Plan.Find(entry.App!)?.App ?? entry.App }),
        ];
    }

    /// <summary>What a decision is evidence of: the gate's, and of silence on the Connected App.</summary>
    private static IEnumerable<LedgerEntry> Read(CutoverGateResult gate)
    {
        string reasons = SafeText.OneLine(string.Join("; ", gate.Reasons.Take(3)));
        return EvidenceTypes
            .Read(
                nameof(CutoverGateResult),
                path =>
                    path switch
                    {
                        nameof(gate.App) => gate.App,
                        nameof(gate.Caller) => gate.Caller,
                        nameof(gate.Verdict) => gate.Verdict,
                        nameof(gate.DecidedAt) => gate.DecidedAt,
                        nameof(gate.WindowStart) => gate.WindowStart,
                        nameof(gate.WindowEnd) => gate.WindowEnd,
                        _ => gate.Inputs.GetValueOrDefault(path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..]),
                    }
            )
            .Select(entry => entry.Evidence == FreezeReadiness.Gate ? entry with { Detail = reasons } : entry);
    }
}
