namespace EcaTools.Core.Inventory;

/// <summary>What came of one file that should hold a Connected App: the app, or the error that kept it from being
/// read.</summary>
/// <param name="Source">The path of the file; for a zip <c>path!entry</c>.</param>
/// <param name="App">The app; null where there is an error.</param>
/// <param name="Error">The error; null where there is an app.</param>
public sealed record ConnectedAppFile(string Source, ConnectedApp? App, EcaException? Error);
