using System.Collections.ObjectModel;
using System.Management.Automation;

namespace EcaTools.Engine;

/// <summary>Runs script blocks that users give, in a scope of their own and on the pipeline's thread.</summary>
internal static class UserScript
{
    /// <summary>What the script writes. An error stops it, because one that does not would look like success; so does a
    /// program that fails.</summary>
    /// <exception cref="RuntimeException">The script failed.</exception>
    public static Collection<PSObject> Invoke(ScriptBlock script, params object[] arguments) =>
        script.InvokeWithContext(
            functionsToDefine: null,
            [new("ErrorActionPreference", ActionPreference.Stop), new("PSNativeCommandUseErrorActionPreference", true)],
            arguments
        );
}
