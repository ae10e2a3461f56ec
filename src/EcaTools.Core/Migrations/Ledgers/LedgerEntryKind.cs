namespace EcaTools.Core.Migrations.Ledgers;

/// <summary>What an entry of a ledger tells.</summary>
public enum LedgerEntryKind : long
{
    /// <summary>What a command or a person found out.</summary>
    Evidence,

    /// <summary>A caller is about to be taken to a later stage.</summary>
    StepStarted,

    /// <summary>The caller is in that stage.</summary>
    StepCompleted,

    /// <summary>The team's action failed; the caller is where it was.</summary>
    StepFailed,

    /// <summary>A caller is about to be taken back to an earlier stage.</summary>
    UndoStarted,

    /// <summary>The caller is back in that stage.</summary>
    UndoCompleted,

    /// <summary>The team's action failed on the way back.</summary>
    UndoFailed,
}
