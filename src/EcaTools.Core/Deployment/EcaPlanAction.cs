namespace EcaTools.Core.Deployment;

/// <summary>What carrying a plan out would do with a component.</summary>
public enum EcaPlanAction : long
{
    /// <summary>The org holds what the files say.</summary>
    Leave,

    /// <summary>The org has it, and would hold it otherwise.</summary>
    Change,

    /// <summary>The org does not have it.</summary>
    Create,
}
