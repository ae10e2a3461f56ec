using EcaTools.Core.Checklist;

namespace EcaTools.Rehearsal;

/// <summary>What a rehearsal asks of the items of a checklist.</summary>
internal static class ChecklistItems
{
    /// <summary>Whether nothing of an item is left to do.</summary>
    public static bool IsDone(this ChecklistItem item) =>
        item.Status is ChecklistStatus.Passed or ChecklistStatus.NotApplicable;
}
