using System.Collections.ObjectModel;
using System.Management.Automation;

namespace EcaTools.Engine;

/// <summary>Runs script blocks that users give, in a scope of their own and on the pipeline's thread.</summary>
internal static class UserScript
{
    /// <summary>What the script writes. An error stops it, because one that does not would look like success; so does a
    /// program that fails.</summary>
    /// <exception cref="RuntimeException">The script failed.</exception>
    public static Collection<PSObject> Invoke(ScriptBlock script, params object?[] arguments) =>
        script.InvokeWithContext(
            functionsToDefine: null,
            [new("ErrorActionPreference", ActionPreference.Stop), new("PSNativeCommandUseErrorActionPreference", true)],
            arguments
        );

    /// <summary>Runs a script that a token can stop: commands, loops and programs end at once, a call into .NET that
    /// waits does not. Its output goes nowhere.</summary>
    /// <exception cref="RuntimeException">The script failed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void InvokeStoppable(ScriptBlock script, object argument, CancellationToken cancellation)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell
            .AddScript(
                "param($script, $argument) $ErrorActionPreference = 'Stop'; "
                    + "$PSNativeCommandUseErrorActionPreference = $true; & $script $argument",
                useLocalScope: true
            )
            .AddArgument(script)
            .AddArgument(argument);
        using CancellationTokenRegistration stop = cancellation.Register(() => shell.BeginStop(null, null));
        try
        {
            shell.Invoke();
        }
        catch (PipelineStoppedException stopped)
        {
            throw new OperationCanceledException("The script was stopped.", stopped, cancellation);
        }

        cancellation.ThrowIfCancellationRequested();
    }
}
