namespace EcaTools.Core.Checklist;

/// <summary>Where an item of the checklist stands. What matters most has the highest number.</summary>
public enum ChecklistStatus : long
{
    /// <summary>The item is not about this migration or app.</summary>
    NotApplicable,

    /// <summary>There is evidence that the criterion is met.</summary>
    Passed,

    /// <summary>There is no evidence, or it is too old.</summary>
    Pending,

    /// <summary>There is evidence that the criterion is not met, or evidence was tampered with.</summary>
    Failed,
}
