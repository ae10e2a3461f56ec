using EcaTools.Core.EventLogs;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Tallies;

namespace EcaTools.Core.Monitoring.Sources;

/// <summary>Counts one event log as it comes.</summary>
internal static class LogStream
{
    /// <summary>Counts it.</summary>
    /// <param name="stream">Its bytes; left open.</param>
    /// <param name="described">What is known of the log.</param>
    /// <param name="read">Told how many bytes were counted.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>EventLogNotReadable</c>.</exception>
    public static async Task<CountedLog> CountAsync(
        Stream stream,
        MeasuredLog described,
        Action<long>? read,
        CancellationToken cancellation
    )
    {
        using LogCounting counting = new(stream, described.Name, () => new AuthTables());
        await counting.RunAsync(new EventLogBlock(), read ?? (_ => { }), cancellation).ConfigureAwait(false);
        return counting.ToLog(described);
    }
}
