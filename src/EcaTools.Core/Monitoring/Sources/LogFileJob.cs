using System.IO.Compression;
using System.Security.Cryptography;
using EcaTools.Core.EventLogs;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Tallies;

namespace EcaTools.Core.Monitoring.Sources;

/// <summary>A file that is counted by one thread or by several together. It counts whole or not at all.</summary>
/// <param name="path">Its full path.</param>
/// <param name="newTables">Gives a thread what it counts in.</param>
internal sealed class LogFileJob(string path, Func<AuthTables> newTables) : IDisposable
{
    private const int SampleLength = 64 * 1024;

    private readonly object _gate = new();
    private LogCounting? _counting;
    private FileStream? _file;
    private string _fingerprint = "";
    private DateTime _changed;
    private long _length;
    private int _threads;
    private bool _isPlain;
    private bool _isOver;

    /// <summary>Adds to what the file's name tells; null if nothing does.</summary>
    public Func<MeasuredLog, MeasuredLog>? Known { get; init; }

    /// <summary>
    /// Counts until the file is at its end; gives what was counted to the last thread that leaves, and null to the
    /// others.
    /// </summary>
    /// <exception cref="EcaException">
    /// <c>FileNotReadable</c>, <c>EventLogNotReadable</c> or <c>FileChanged</c>.
    /// </exception>
    public async Task<CountedLog?> RunAsync(EventLogBlock block, Action<long> read, CancellationToken cancellation)
    {
        LogCounting? counting;
        lock (_gate)
        {
            if (_isOver)
            {
                return null;
            }

            _threads++;
            try
            {
                counting = _counting ??= Open();
            }
            catch
            {
                _isOver = true;
                throw;
            }
        }

        try
        {
            await counting.RunAsync(block, read, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Threads that share a damaged file may all fail at it. It is reported once.
            if (!Fail())
            {
                return null;
            }

            if (exception is IOException or UnauthorizedAccessException)
            {
                throw EventLogErrors.EventLogNotOpened(path, exception);
            }

            throw;
        }

        return Leave() ? Close(counting) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _counting?.Dispose();
        _file?.Dispose();
    }

    /// <summary>Whether this thread is the first that fails.</summary>
    private bool Fail()
    {
        lock (_gate)
        {
            bool isFirst = !_isOver;
            _threads--;
            _isOver = true;
            return isFirst;
        }
    }

    /// <summary>Whether this was the last thread, and none had to give up.</summary>
    private bool Leave()
    {
        lock (_gate)
        {
            bool isWhole = !_isOver;
            _threads--;
            _isOver = !isWhole || _threads == 0;
            return _threads == 0 && isWhole;
        }
    }

    private LogCounting Open()
    {
        try
        {
            _file = new FileStream(
                path,
                new FileStreamOptions
                {
                    Mode = FileMode.Open,
                    Access = FileAccess.Read,
                    Share = FileShare.ReadWrite | FileShare.Delete,
                    Options = FileOptions.SequentialScan,
                    BufferSize = 0,
                }
            );
            _length = _file.Length;
            _changed = File.GetLastWriteTimeUtc(path);
            _fingerprint = Fingerprint(_file, _length);
            _isPlain = !path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
            return new LogCounting(
                _isPlain ? _file : new GZipStream(_file, CompressionMode.Decompress),
                path,
                newTables
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            throw EventLogErrors.EventLogNotOpened(path, exception);
        }
    }

    private CountedLog Close(LogCounting counting)
    {
        FileStream file = _file!;
        bool isRead = !_isPlain || file.Position == _length;
        if (!isRead || file.Length != _length || File.GetLastWriteTimeUtc(path) != _changed)
        {
            throw EventLogErrors.EventLogChanged(
                path,
                FormattableString.Invariant($"It had {_length:N0} bytes and has {file.Length:N0}.")
            );
        }

        MeasuredLog described = LogFileName.Describe(path, _fingerprint) with { Length = _length };
        return counting.ToLog(Known?.Invoke(described) ?? described);
    }

    /// <summary>
    /// What tells files apart whatever they are called: their length, first and last 64 KiB. Reading all of a file for
    /// it would take as long as counting it.
    /// </summary>
    private static string Fingerprint(FileStream file, long length)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] sample = new byte[SampleLength];
        hash.AppendData(BitConverter.GetBytes(length));
        hash.AppendData(sample.AsSpan(0, RandomAccess.Read(file.SafeFileHandle, sample, 0)));
        hash.AppendData(
            sample.AsSpan(0, RandomAccess.Read(file.SafeFileHandle, sample, Math.Max(0, length - SampleLength)))
        );
        return Convert.ToHexString(hash.GetHashAndReset(), 0, 12).ToLowerInvariant();
    }
}
