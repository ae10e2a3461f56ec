using System.Management.Automation;
using EcaTools.Core;

namespace EcaTools.Engine;

/// <summary>One progress bar of a cmdlet. Made on the pipeline thread; reports may come from any; completed by
/// Dispose.</summary>
public sealed class CmdletProgress : IDisposable
{
    private static int s_lastId;
    private readonly Cmdlet _cmdlet;
    private readonly ProgressRecord _record;
    private readonly SynchronizationContext? _pipeline = SynchronizationContext.Current;
    private bool _done;

    internal CmdletProgress(Cmdlet cmdlet, string activity)
    {
        _cmdlet = cmdlet;
        _record = new ProgressRecord(Interlocked.Increment(ref s_lastId), activity, "Starting");
    }

    /// <summary>Shows a status.</summary>
    /// <param name="status">What is going on.</param>
    /// <param name="percent">How much is done, 0 to 100; -1 where that can't be determined.</param>
    public void Report(string status, int percent = -1)
    {
        if (_pipeline is null || SynchronizationContext.Current == _pipeline)
        {
            Show(status, percent);
        }
        else
        {
            _pipeline.Post(_ => Show(status, percent), null);
        }
    }

    /// <summary>Completes the progress bar.</summary>
    public void Dispose()
    {
        if (!_done)
        {
            _done = true;
            _record.RecordType = ProgressRecordType.Completed;
            _cmdlet.WriteProgress(_record);
        }
    }

    private void Show(string status, int percent)
    {
        if (!_done)
        {
            _record.StatusDescription = status.Length > 0 ? SafeText.OneLine(status) : " ";
            _record.PercentComplete = Math.Clamp(percent, -1, 100);
            _cmdlet.WriteProgress(_record);
        }
    }
}
