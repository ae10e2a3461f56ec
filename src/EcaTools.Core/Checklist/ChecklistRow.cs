namespace EcaTools.Core.Checklist;

/// <summary>An item of the checklist as a row of the RACI matrix.</summary>
/// <param name="Number">The number of the item.</param>
/// <param name="Title">The item.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Admin">The admin's part, with the name that the plan has.</param>
/// <param name="Developer">The developer's part, with the name that the plan has.</param>
/// <param name="Architect">The part of architect and security, with the name that the plan has.</param>
public sealed record ChecklistRow(
    int Number,
    string Title,
    ChecklistStatus Status,
    string Admin,
    string Developer,
    string Architect
)
{
    /// <summary>The item and its status.</summary>
    public override string ToString() => FormattableString.Invariant($"{Number}. {Title}: {Status}");
}
