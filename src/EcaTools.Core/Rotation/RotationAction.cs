namespace EcaTools.Core.Rotation;

/// <summary>What a run does with a consumer.</summary>
internal enum RotationAction
{
    /// <summary>Stages a new pair, and all that follows.</summary>
    Stage,

    /// <summary>Goes on with the pair that is staged.</summary>
    GoOnStaged,

    /// <summary>Goes on with the pair that is the app's own by now.</summary>
    GoOnPromoted,

    /// <summary>Nothing: it is not due.</summary>
    Leave,

    /// <summary>Nothing: somebody has to decide.</summary>
    Ask,
}
