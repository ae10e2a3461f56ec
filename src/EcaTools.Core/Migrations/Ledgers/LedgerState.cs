namespace EcaTools.Core.Migrations.Ledgers;

/// <summary>Whether the chain of a ledger holds.</summary>
public enum LedgerState : long
{
    /// <summary>There is no entry yet.</summary>
    Empty,

    /// <summary>Every line is as it was written, and none is missing before the last.</summary>
    Intact,

    /// <summary>A line was changed, removed, inserted or cut, or the file holds a merge conflict.</summary>
    Broken,
}
