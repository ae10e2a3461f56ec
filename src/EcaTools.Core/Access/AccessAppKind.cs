namespace EcaTools.Core.Access;

/// <summary>Which kind of app it is.</summary>
public enum AccessAppKind : long
{
    /// <summary>A Connected App.</summary>
    ConnectedApp,

    /// <summary>An External Client App.</summary>
    ExternalClientApp,
}
