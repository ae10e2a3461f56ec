using System.Management.Automation;
using EcaTools.Engine;

namespace EcaTools.EngineProbe;

/// <summary>Waits to be stopped, with two reports of progress that come after the stop and before the body's own
/// end.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "Probe")]
[OutputType(typeof(string))]
public sealed class SuspendProbeCommand : EcaCmdlet
{
    /// <summary>Whether the last body came to its end.</summary>
    public static bool HasEnded { get; private set; }

    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        HasEnded = false;
        CmdletProgress progress = StartProgress("Waiting");
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellation.Register(() =>
        {
            progress.Report("stopping");
            progress.Report("stopping still");
            stopped.TrySetCanceled(cancellation);
        });
        Write("waiting");
        try
        {
            await stopped.Task;
        }
        finally
        {
            await Task.Yield();
            HasEnded = true;
        }
    }
}
