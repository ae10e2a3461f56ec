namespace EcaTools.Core.Freeze;

/// <summary>The two kinds of OAuth app that an org defines.</summary>
public enum AppKind : long
{
    /// <summary>A Connected App.</summary>
    ConnectedApp,

    /// <summary>An External Client App.</summary>
    ExternalClientApp,
}
