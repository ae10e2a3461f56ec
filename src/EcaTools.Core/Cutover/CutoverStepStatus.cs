namespace EcaTools.Core.Cutover;

/// <summary>What became of a step of one caller.</summary>
public enum CutoverStepStatus : long
{
    /// <summary>The caller was in the stage already. Nothing was changed.</summary>
    Unchanged,

    /// <summary>The caller is in the stage.</summary>
    Completed,
}
