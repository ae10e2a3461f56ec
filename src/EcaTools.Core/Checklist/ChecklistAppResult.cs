using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Checklist;

/// <summary>Where an item stands for one app.</summary>
/// <param name="App">The full name of the Connected App.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Detail">Why, in a few words.</param>
/// <param name="Evidence">What it rests on; null if there is nothing.</param>
public sealed record ChecklistAppResult(
    string App,
    ChecklistStatus Status,
    string Detail,
    [property: FlatJson] LedgerEntry? Evidence
)
{
    /// <summary>The app and where it stands.</summary>
    public override string ToString() => $"{App}: {Status}";
}
