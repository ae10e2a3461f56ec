namespace EcaTools.Core.Conversion;

/// <summary>What becomes of a Connected App's OAuth scopes.</summary>
public enum ScopePolicy
{
    /// <summary>Each scope is carried over.</summary>
    Keep,

    /// <summary>Scopes that others include, and Full if the app has narrower ones, are dropped, each as a loss with its
    /// reason.</summary>
    Minimize,

    /// <summary>The app gets the scopes that are named and no others; each one dropped is a loss.</summary>
    Explicit,
}
