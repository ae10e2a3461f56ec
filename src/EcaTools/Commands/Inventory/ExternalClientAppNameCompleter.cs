namespace EcaTools.Commands.Inventory;

/// <summary>Completes the names of an org's External Client Apps.</summary>
public sealed class ExternalClientAppNameCompleter() : AppNameCompleter("ExternalClientApplication");
