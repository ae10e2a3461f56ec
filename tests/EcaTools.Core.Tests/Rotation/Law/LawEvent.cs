namespace EcaTools.Core.Tests.Rotation.Law;

/// <summary>What can happen to an app's credentials in a generated sequence.</summary>
internal enum LawEvent
{
    /// <summary>Invoke-EcaKeyRotation.</summary>
    Rotate,

    /// <summary>Undo-EcaKeyRotation.</summary>
    Undo,

    /// <summary>Complete-EcaKeyRotation.</summary>
    Complete,

    /// <summary>Invoke-EcaKeyRotation -Immediate.</summary>
    Immediate,

    /// <summary>What follows is run on another machine, which has a journal of its own.</summary>
    SecondMachine,

    /// <summary>The journal of the machine is lost.</summary>
    LostJournal,

    /// <summary>Somebody stages a pair in Setup.</summary>
    SomebodyStages,

    /// <summary>Somebody promotes the staged pair in Setup, having staged one if there was none.</summary>
    SomebodyPromotes,

    /// <summary>The delivery target is put back to an older value, as from a backup.</summary>
    PutBack,
}
