using System.Collections.Immutable;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Cutover;

/// <summary>A caller of a migration and where it stands, by plan and ledger.</summary>
public sealed record MigrationCaller
{
    /// <summary>The full name of the Connected App.</summary>
    public required string App { get; init; }

    /// <summary>The full name of the External Client App.</summary>
    public required string Eca { get; init; }

    /// <summary>The caller.</summary>
    public required string Caller { get; init; }

    /// <summary>Who is responsible; null if nobody is known.</summary>
    public string? Owner { get; init; }

    /// <summary>The wave; null if none was planned.</summary>
    public int? Wave { get; init; }

    /// <summary>How much depends on the caller.</summary>
    public CallerRisk Risk { get; init; }

    /// <summary>Where its credential is stored; null if the plan does not say.</summary>
    public string? Credential { get; init; }

    /// <summary>The stage; null if the ledger does not hold, so that nobody can tell.</summary>
    public string? Stage { get; init; }

    /// <summary>When it came to the stage (UTC); null if it never left the first one.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The stage that a step which was begun goes to; null if no step is open.</summary>
    public string? Pending { get; init; }

    /// <summary>How many instances it has.</summary>
    public int Instances { get; init; }

    /// <summary>How many of them use the External Client App.</summary>
    public int InstancesOnEca { get; init; }

    /// <summary>How many days the app has been stable.</summary>
    public int StableDays { get; init; }

    /// <summary>What keeps the app from being frozen; empty if it can be.</summary>
    public ImmutableArray<string> FreezeReasons { get; init; } = [];

    /// <summary>Whether the app can be frozen.</summary>
    public bool CanFreeze => FreezeReasons.IsEmpty;

    /// <summary>The last decision of a gate about the app; null if there is none.</summary>
    [FlatJson]
    public LedgerEntry? LastGate { get; init; }

    /// <summary>The last backup of the app; null if there is none.</summary>
    [FlatJson]
    public LedgerEntry? LastBackup { get; init; }

    /// <summary>Until when that backup is kept (UTC), 90 days by default; null if there is none, or its evidence does not
    /// say.</summary>
    public DateTimeOffset? BackupRetainUntil => LastBackup?.WindowEnd;

    /// <summary>The last rehearsal of the app's rollback; null if there is none.</summary>
    [FlatJson]
    public LedgerEntry? LastRehearsal { get; init; }

    /// <summary>When that rehearsal was (UTC); null if there is none.</summary>
    public DateTimeOffset? RehearsedAt => LastRehearsal?.When;

    /// <summary>Whether the chain of the ledger holds.</summary>
    public LedgerState Ledger { get; init; }

    /// <summary>What comes next.</summary>
    public string NextStep { get; init; } = "";

    /// <summary>The caller and the app.</summary>
    public override string ToString() => $"{Caller} of {App}";
}
