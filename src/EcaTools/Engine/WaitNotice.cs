using System.Globalization;
using System.Management.Automation;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Engine;

/// <summary>Shows the waits between requests: a command that an org asked to slow down must not look hung.</summary>
/// <param name="cmdlet">The cmdlet that runs. Made on its pipeline thread; waits may begin and end on any.</param>
internal sealed class WaitNotice(Cmdlet cmdlet)
{
    /// <summary>Waits of the first retry after a dropped connection are over before anybody wonders.</summary>
    private static readonly TimeSpan ShortestShown = TimeSpan.FromSeconds(2);

    private readonly SynchronizationContext _pipeline = SynchronizationContext.Current!;

    /// <summary>Shows the beginning of a wait; what it returns ends it.</summary>
    public IDisposable? Begin(RetryWait wait)
    {
        string seconds = wait.Duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        string text = $"{wait.Host}: waiting {seconds} s before {wait.What} is sent again.";
        _pipeline.Post(_ => cmdlet.WriteVerbose(text), null);
        return wait.Duration < ShortestShown ? null : new Bar(cmdlet, _pipeline, text);
    }

    private sealed class Bar : IDisposable
    {
        private readonly SynchronizationContext _pipeline;
        private CmdletProgress? _progress;

        public Bar(Cmdlet cmdlet, SynchronizationContext pipeline, string text)
        {
            _pipeline = pipeline;
            pipeline.Post(
                _ =>
                {
                    _progress = new CmdletProgress(cmdlet, "Waiting");
                    _progress.Report(text);
                },
                null
            );
        }

        public void Dispose() => _pipeline.Post(_ => _progress?.Dispose(), null);
    }
}
