using System.Management.Automation;

namespace EcaTools.Engine.Output;

/// <summary>Runs as PowerShell imports the module, in each runspace.</summary>
public sealed class OutputRegistration : IModuleAssemblyInitializer
{
    /// <inheritdoc/>
    public void OnImport() => FlatTypes.Register();
}
