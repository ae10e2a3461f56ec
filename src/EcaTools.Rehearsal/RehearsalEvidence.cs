using System.Collections.Immutable;
using EcaTools.Core.Migrations;
using EcaTools.Core.Migrations.Evidence;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Rehearsal;

/// <summary>Enters what the steps of a rehearsal found into the ledger, as Add-EcaEvidence does.</summary>
/// <param name="path">The folder of the migration.</param>
/// <param name="time">The clock of the org.</param>
internal sealed class RehearsalEvidence(string path, TimeProvider time)
{
    /// <summary>Enters what objects are evidence of.</summary>
    public void Add(IEnumerable<object> found) => Add(found, entry => entry);

    /// <summary>Enters what objects are evidence of, as somebody sees it.</summary>
    public void Add(IEnumerable<object> found, Func<LedgerEntry, LedgerEntry> seen)
    {
        MigrationFolder folder = MigrationFolder.Open(path, time);
        EvidenceBook.Add(
            folder,
            [
                .. found
                    .SelectMany(item => EvidenceTypes.Read(item.GetType().Name, name => Value(item, name)))
                    .Select(entry => EvidenceBook.Complete(folder, seen(entry))),
            ]
        );
    }

    private static object? Value(object item, string path)
    {
        object? at = item;
        foreach (string name in path.Split('.'))
        {
            at = at is ImmutableSortedDictionary<string, string> map
                ? map.GetValueOrDefault(name)
                : at?.GetType().GetProperty(name)?.GetValue(at);
        }

        return at;
    }
}
