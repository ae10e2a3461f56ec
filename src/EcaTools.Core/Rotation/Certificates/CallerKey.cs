namespace EcaTools.Core.Rotation.Certificates;

/// <summary>Which private key the callers of an app have.</summary>
public enum CallerKey : long
{
    /// <summary>It is not known: somebody else gives callers their key.</summary>
    Unknown,

    /// <summary>The key of the old certificate.</summary>
    Old,

    /// <summary>Both keys: the new one is next to the old one.</summary>
    Both,

    /// <summary>The key of the new certificate.</summary>
    New,
}
