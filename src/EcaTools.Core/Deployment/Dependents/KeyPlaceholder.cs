namespace EcaTools.Core.Deployment.Dependents;

/// <summary>A place in a file where the consumer key or secret of an External Client App belongs.</summary>
/// <param name="App">The app's full name.</param>
/// <param name="IsSecret">Whether it is the place of the secret.</param>
/// <param name="Line">The line in the file, from 1.</param>
internal sealed record KeyPlaceholder(string App, bool IsSecret, int Line);
