using System.Collections.Immutable;

namespace EcaTools.Core.Migrations.Ledgers;

/// <summary>The ledger of a migration, as far as its chain holds.</summary>
/// <param name="Path">The file.</param>
/// <param name="Entries">The entries before the first line that does not hold.</param>
/// <param name="Problem">What is wrong, with file and line; null if the chain holds.</param>
public sealed record MigrationLedger(string Path, ImmutableArray<LedgerEntry> Entries, EcaException? Problem)
{
    /// <summary>Whether the chain holds.</summary>
    public LedgerState State
    {
        get
        {
            if (Problem is not null)
            {
                return LedgerState.Broken;
            }

            return Entries.IsEmpty ? LedgerState.Empty : LedgerState.Intact;
        }
    }

    /// <summary>The evidence.</summary>
    internal IEnumerable<LedgerEntry> Evidence => Entries.Where(entry => entry.Kind == LedgerEntryKind.Evidence);
}
