using System.Collections.Concurrent;
using EcaTools.Core.EventLogs;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Tallies;

namespace EcaTools.Core.Monitoring.Sources;

/// <summary>
/// Counts event logs on disk: comma-separated values as an org or any tool exports them, plain or compressed by gzip.
/// </summary>
/// <param name="set">Where the counts go.</param>
/// <param name="workers">
/// How many files are read at once, and how many threads read the last ones together; 0 for one for each core.
/// </param>
public sealed class LogFileMeasurer(AuthMeasureSet set, int workers = 0)
{
    private readonly ConcurrentQueue<EcaException> _errors = new();
    private readonly ConcurrentBag<AuthTables> _tables = [];
    private long _bytes;

    /// <summary>
    /// The files that could not be read, or changed while they were read. Nothing of them was counted.
    /// </summary>
    public IReadOnlyCollection<EcaException> Errors => _errors;

    /// <summary>How many bytes were read so far. May be asked for while it reads.</summary>
    public long BytesRead => Interlocked.Read(ref _bytes);

    /// <summary>Adds to what a file's name tells; null if nothing does.</summary>
    internal Func<MeasuredLog, MeasuredLog>? Known { get; init; }

    /// <summary>Told how many bytes were read so far, from any thread; null if nobody is.</summary>
    internal Action<long>? Read { get; init; }

    /// <summary>Counts the files.</summary>
    /// <param name="paths">Their full paths.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task MeasureAsync(IEnumerable<string> paths, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        LogFileJob[] jobs =
        [
            .. paths
                .Distinct(StringComparer.Ordinal)
                .Select(path => new LogFileJob(
                    path,
                    () => _tables.TryTake(out AuthTables? tables) ? tables : new AuthTables()
                )
                {
                    Known = Known,
                }),
        ];
        ConcurrentQueue<LogFileJob> waiting = new(jobs);
        int count = Math.Max(1, Math.Min(workers > 0 ? workers : Environment.ProcessorCount, 64));
        try
        {
            await Task.WhenAll(
                    Enumerable
                        .Range(0, count)
                        .Select(_ => Task.Run(() => WorkAsync(waiting, jobs, cancellation), cancellation))
                )
                .ConfigureAwait(false);
        }
        finally
        {
            Array.ForEach(jobs, job => job.Dispose());
        }
    }

    /// <summary>One thread's work: files of its own, then a part of what others have not finished.</summary>
    private async Task WorkAsync(ConcurrentQueue<LogFileJob> waiting, LogFileJob[] jobs, CancellationToken cancellation)
    {
        EventLogBlock block = new();
        while (waiting.TryDequeue(out LogFileJob? job))
        {
            await RunAsync(job, block, cancellation).ConfigureAwait(false);
        }

        foreach (LogFileJob job in jobs)
        {
            await RunAsync(job, block, cancellation).ConfigureAwait(false);
        }
    }

    private void Count(long bytes)
    {
        long all = Interlocked.Add(ref _bytes, bytes);
        Read?.Invoke(all);
    }

    private async Task RunAsync(LogFileJob job, EventLogBlock block, CancellationToken cancellation)
    {
        try
        {
            if (await job.RunAsync(block, Count, cancellation).ConfigureAwait(false) is { } counted)
            {
                job.Dispose();
                set.Add(counted.Log, counted.Sources);
                foreach (AuthTables tables in counted.Tables)
                {
                    tables.Clear();
                    _tables.Add(tables);
                }
            }
        }
        catch (EcaException error)
        {
            _errors.Enqueue(error);
        }
    }
}
