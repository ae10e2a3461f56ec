namespace EcaTools.Core.Linting.Scoring;

/// <summary>How an app stands to a criterion of the rubric.</summary>
public enum ScoreOutcome : long
{
    /// <summary>It is met, and gives its points.</summary>
    Met,

    /// <summary>It is about something that the app does not do, and gives its points.</summary>
    NotApplicable,

    /// <summary>It is not met, and gives nothing.</summary>
    NotMet,

    /// <summary>The file that it is about is not in the folder, so it could not be judged. It gives nothing.</summary>
    Skipped,
}
