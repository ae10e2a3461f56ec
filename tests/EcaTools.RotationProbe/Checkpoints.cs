using System.Diagnostics;

namespace EcaTools.RotationProbe;

/// <summary>The moments before and after each request and each write, counted; at one of them the process ends as by a
/// power failure.</summary>
/// <param name="killAt">Which, from 1; 0 for none.</param>
/// <param name="end">Throws what stands for the end of the process, at that moment and at each later one, so that
/// nothing of the run happens any more; null to kill the process itself.</param>
public sealed class Checkpoints(int killAt, Action? end = null)
{
    private readonly List<string> _passed = [];

    /// <summary>Those that were passed, in order.</summary>
    public IReadOnlyList<string> Passed => _passed;

    /// <summary>A moment.</summary>
    public void Pass(string what)
    {
        lock (_passed)
        {
            _passed.Add(what);
            if (killAt > 0 && _passed.Count >= killAt)
            {
                end?.Invoke();

                // SIGKILL: no handler, no finally, no buffer is flushed.
                using Process self = Process.GetCurrentProcess();
                self.Kill();
                Thread.Sleep(Timeout.Infinite);
            }
        }
    }
}
