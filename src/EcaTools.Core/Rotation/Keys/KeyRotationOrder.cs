namespace EcaTools.Core.Rotation.Keys;

/// <summary>Whether a new pair is delivered before it is promoted.</summary>
public enum KeyRotationOrder
{
    /// <summary>Before, where the staged pair already logs in; after, where the org makes it good by the promotion
    /// only.</summary>
    Auto,

    /// <summary>Before. Where the staged pair does not log in, nothing is delivered or promoted.</summary>
    DeliverFirst,

    /// <summary>After. Callers go on with the previous pair until then, which is good for up to 30 days.</summary>
    PromoteFirst,
}
