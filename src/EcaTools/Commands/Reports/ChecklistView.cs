namespace EcaTools.Commands.Reports;

/// <summary>How the checklist is written.</summary>
public enum ChecklistView
{
    /// <summary>A row for each item, with its evidence.</summary>
    Items,

    /// <summary>The part of each role in each item.</summary>
    Raci,
}
