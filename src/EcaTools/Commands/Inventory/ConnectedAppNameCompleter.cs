namespace EcaTools.Commands.Inventory;

/// <summary>Completes the names of an org's Connected Apps.</summary>
public sealed class ConnectedAppNameCompleter() : AppNameCompleter("ConnectedApp");
