namespace EcaTools.Core.Migrations;

/// <summary>What a caller needs before it may enter a stage.</summary>
public enum StageRequirement
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>A passed test of the app's flows, or a gate that promotes.</summary>
    Validation,

    /// <summary>A gate that promotes.</summary>
    Gate,

    /// <summary>The stable days, and no traffic on the Connected App.</summary>
    Freeze,
}
