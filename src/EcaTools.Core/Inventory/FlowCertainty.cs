namespace EcaTools.Core.Inventory;

/// <summary>How sure it is that callers of an app use an OAuth flow, in rising order.</summary>
public enum FlowCertainty : long
{
    /// <summary>Nothing rules it out, and nothing speaks for it.</summary>
    Possible,

    /// <summary>The app was set up for it.</summary>
    Likely,

    /// <summary>A login or a token shows that it is used.</summary>
    Proven,
}
