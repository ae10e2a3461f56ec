namespace EcaTools.Core.Flows;

/// <summary>What became of a step or of a whole test; the worse, the greater.</summary>
public enum OAuthFlowOutcome : long
{
    /// <summary>It was tried, and was as it should be.</summary>
    Passed,

    /// <summary>It could not be tried; the reason is said. Never a pass.</summary>
    Skipped,

    /// <summary>It was tried, and was not as it should be.</summary>
    Failed,
}
