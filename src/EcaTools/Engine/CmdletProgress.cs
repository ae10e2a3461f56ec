using System.Management.Automation;
using EcaTools.Core;

namespace EcaTools.Engine;

/// <summary>One progress bar of a cmdlet. Made on the pipeline thread; reports may come from any; completed by
/// Dispose.</summary>
public sealed class CmdletProgress : IDisposable
{
    private static int lastId;
    private readonly Cmdlet cmdlet;
    private readonly ProgressRecord record;
    private readonly SynchronizationContext? pipeline = SynchronizationContext.Current;
    private bool done;

    internal CmdletProgress(Cmdlet cmdlet, string activity)
    {
        this.cmdlet = cmdlet;
        record = new ProgressRecord(Interlocked.Increment(ref lastId), activity, "Starting");
    }

    /// <summary>Shows a status.</summary>
    /// <param name="status">What is going on.</param>
    /// <param name="percent">How much is done, 0 to 100; -1 where that can't be determined.</param>
    public void Report(string status, int percent = -1)
    {
        if (pipeline is null || SynchronizationContext.Current == pipeline)
        {
            Show(status, percent);
        }
        else
        {
            pipeline.Post(_ => Show(status, percent), null);
        }
    }

    /// <summary>Completes the progress bar.</summary>
    public void Dispose()
    {
        if (!done)
        {
            done = true;
            record.RecordType = ProgressRecordType.Completed;
            cmdlet.WriteProgress(record);
        }
    }

    private void Show(string status, int percent)
    {
        if (!done)
        {
            record.StatusDescription = status.Length > 0 ? SafeText.OneLine(status) : " ";
            record.PercentComplete = Math.Clamp(percent, -1, 100);
            cmdlet.WriteProgress(record);
        }
    }
}
