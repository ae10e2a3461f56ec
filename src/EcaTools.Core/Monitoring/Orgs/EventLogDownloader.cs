using EcaTools.Core.Files;
using EcaTools.Core.Monitoring.Documents;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Sources;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Monitoring.Orgs;

/// <summary>
/// Downloads event logs into a folder with an index, so that the next run downloads the new ones alone. A file is in
/// its place whole or not at all.
/// </summary>
/// <param name="org">The org.</param>
/// <param name="folder">The folder's full path. It is made if it is not there.</param>
public sealed class EventLogDownloader(EcaOrg org, string folder)
{
    private readonly OrgEventLogs _logs = new(org);
    private readonly EventLogIndex _index = new(folder);

    /// <summary>Makes the folder, and checks that its index is of this org.</summary>
    /// <exception cref="EcaException"><c>EventLogNotReadable</c>, <c>FileNotWritten</c>.</exception>
    public void Open()
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MeasureErrors.EventLogNotWritten(folder, exception);
        }

        _index.Of(_index.Read(), Salesforce.Http.SalesforceId.Short(org.OrgId));
    }

    /// <summary>Downloads a log, unless the folder has it and no more of it can come.</summary>
    /// <exception cref="EcaException"><c>FileNotWritten</c>, and the errors of the API.</exception>
    public async Task<EcaEventLog> DownloadAsync(EcaEventLog log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        string path = Path.Combine(folder, log.Name);
        if (IsThere(log, path) is { } known)
        {
            return log with { Path = path, Length = known.Length, CreatedDate = known.CreatedDate };
        }

        long length = 0;
        await _logs
            .ReadAsync(
                log,
                async (stream, stop) => length = await WriteAsync(stream, path, stop).ConfigureAwait(false),
                cancellation
            )
            .ConfigureAwait(false);
        _index.Add(log.OrgId, log.Name, new EventLogIndexEntry(log.CreatedDate, length), cancellation);
        return log with { Path = path, Length = length, IsNew = true };
    }

    /// <summary>Notes that all logs of a listing are in the folder.</summary>
    /// <exception cref="EcaException"><c>EventLogNotReadable</c>, <c>FileNotWritten</c>.</exception>
    public void Complete(SourceListing listing, CancellationToken cancellation) => _index.Add(listing, cancellation);

    private EventLogIndexEntry? IsThere(EcaEventLog log, string path)
    {
        if (!_index.Read().Files.TryGetValue(log.Name, out EventLogIndexEntry? entry))
        {
            return null;
        }

        FileInfo file = new(path);
        bool isSettled =
            log.Id != LogFileName.QueryId
            || entry.CreatedDate
                >= log.LogDate.AddHours(log.Interval is EventLogInterval.Daily ? 24 : 1)
                    + AuthSourceFacts.Default.SettledAfter(log.Source.ToString());
        return isSettled && file.Exists && file.Length == entry.Length ? entry : null;
    }

    private static async Task<long> WriteAsync(Stream stream, string path, CancellationToken cancellation)
    {
        StagedFile file;
        try
        {
            file = new StagedFile(path, AtomicFileOptions.Careful);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MeasureErrors.EventLogNotWritten(path, exception);
        }

        using (file)
        {
            byte[] buffer = new byte[128 * 1024];
            long length = 0;

            // What can't be read is the connection's error, and is tried again; what can't be written is the disk's.
            while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var count)
            {
                await PutAsync(file.Content, buffer.AsMemory(0, count), path, cancellation).ConfigureAwait(false);
                length += count;
            }

            try
            {
                file.Complete();
                file.Place();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw MeasureErrors.EventLogNotWritten(path, exception);
            }

            return length;
        }
    }

    private static async Task PutAsync(
        Stream file,
        ReadOnlyMemory<byte> bytes,
        string path,
        CancellationToken cancellation
    )
    {
        try
        {
            await file.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MeasureErrors.EventLogNotWritten(path, exception);
        }
    }
}
