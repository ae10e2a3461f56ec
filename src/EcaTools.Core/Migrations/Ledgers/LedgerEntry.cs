using System.Text.Json.Serialization;

namespace EcaTools.Core.Migrations.Ledgers;

/// <summary>An entry of a migration's ledger: who did or found out what, when, and with which evidence. Holds no
/// secret.</summary>
public sealed record LedgerEntry
{
    /// <summary>When the entry was made (UTC).</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who made it, as user@machine.</summary>
    public string By { get; init; } = "";

    /// <summary>What it tells.</summary>
    public required LedgerEntryKind Kind { get; init; }

    /// <summary>The Connected App; null if it is about the whole migration.</summary>
    public string? App { get; init; }

    /// <summary>The caller; null if it is about the whole app.</summary>
    public string? Caller { get; init; }

    /// <summary>Of a step: the stage that the caller comes from.</summary>
    public string? From { get; init; }

    /// <summary>Of a step: the stage that the caller goes to.</summary>
    public string? To { get; init; }

    /// <summary>Of a step: how many of the caller's instances use the External Client App in that stage.</summary>
    public int? Instances { get; init; }

    /// <summary>Of evidence: what it is about, such as <c>FlowTest</c>.</summary>
    public string? Evidence { get; init; }

    /// <summary>Of evidence: what it says.</summary>
    public EvidenceOutcome? Outcome { get; init; }

    /// <summary>Of evidence: which of several things of the app it is about, such as the flow.</summary>
    public string? Subject { get; init; }

    /// <summary>In a few words, what was found or went wrong.</summary>
    public string? Detail { get; init; }

    /// <summary>Why somebody did it in spite of what was in the way.</summary>
    public string? Reason { get; init; }

    /// <summary>When what it tells was found out, if that was not when the entry was made (UTC).</summary>
    public DateTimeOffset? FoundAt { get; init; }

    /// <summary>The start of the time that was looked at (UTC).</summary>
    public DateTimeOffset? WindowStart { get; init; }

    /// <summary>The end of the time that was looked at (UTC).</summary>
    public DateTimeOffset? WindowEnd { get; init; }

    /// <summary>The file that has the evidence; relative to the folder of the migration if it is in there.</summary>
    public string? File { get; init; }

    /// <summary>The SHA-256 of that file, in hexadecimal digits; of a gate's decision, that of the decision.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The line in the ledger, from 1.</summary>
    [JsonIgnore]
    public int Line { get; init; }

    /// <summary>When what it tells was found out or done (UTC).</summary>
    [JsonIgnore]
    public DateTimeOffset When => FoundAt ?? At;

    /// <summary>The kind, and what it is about.</summary>
    public override string ToString() =>
        string.Join(' ', new[] { Kind.ToString(), Evidence, App, Caller, To }.OfType<string>());
}
