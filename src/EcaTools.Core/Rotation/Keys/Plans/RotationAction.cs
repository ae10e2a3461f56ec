namespace EcaTools.Core.Rotation.Keys.Plans;

/// <summary>What a rotation has to do with a consumer.</summary>
internal enum RotationAction
{
    /// <summary>Stage a new pair, and all that follows.</summary>
    Stage,

    /// <summary>Resume with the pair that is staged.</summary>
    ResumeStaged,

    /// <summary>Resume with the pair that is the app's own by now.</summary>
    ResumePromoted,

    /// <summary>Nothing: it is not due.</summary>
    None,

    /// <summary>Nothing: somebody has to decide.</summary>
    NeedsDecision,
}
