using System.Management.Automation;

namespace EcaTools.Commands.Practice;

/// <summary>Stops what a runspace started when the module is removed from it.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => PracticeOrgs.Current.StopAll();
}
