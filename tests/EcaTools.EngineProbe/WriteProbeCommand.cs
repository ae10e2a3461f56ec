using System.Management.Automation;
using EcaTools.Engine;

namespace EcaTools.EngineProbe;

/// <summary>Writes many objects out of an async body that changes threads as it goes, and reports progress from other
/// threads.</summary>
[Cmdlet(VerbsCommunications.Write, "Probe")]
[OutputType(typeof(int))]
public sealed class WriteProbeCommand : EcaCmdlet
{
    [Parameter(Mandatory = true)]
    public int Count { get; set; }

    /// <summary>Writes each object with a warning and an error, on a thread that is not the pipeline's.</summary>
    [Parameter]
    public SwitchParameter OnOtherThread { get; set; }

    [Parameter]
    public int FailAt { get; set; } = -1;

    protected override async Task ProcessAsync(CancellationToken cancellation)
    {
        using CmdletProgress progress = StartProgress("Writing");
        int thread = Environment.CurrentManagedThreadId;
        for (int i = 0; i < Count; i++)
        {
            if (i % 1000 == 0)
            {
                await Task.Run(() => progress.Report($"at {i}", i * 100 / Count), cancellation);
                if (Environment.CurrentManagedThreadId != thread)
                {
                    throw new InvalidOperationException("The body left the pipeline thread.");
                }
            }

            if (i == FailAt)
            {
                throw ProbeErrors.ProbeFailed(i);
            }

            if (OnOtherThread)
            {
                await Task.Run(() => WriteAll(i), cancellation);
            }
            else
            {
                Write(i);
            }
        }
    }

    private void WriteAll(int number)
    {
        Write(number);
        WriteWarning($"warning {number}");
        WriteVerbose($"verbose {number}");
        Write(ProbeErrors.ProbeFailed(number), number);
    }
}
