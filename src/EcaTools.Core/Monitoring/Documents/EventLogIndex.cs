using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Files;
using EcaTools.Core.Monitoring.Measures;

namespace EcaTools.Core.Monitoring.Documents;

/// <summary>
/// What was downloaded into a folder: the files, and how far the sources were listed. Several processes may download
/// into one folder; each adds what it has.
/// </summary>
/// <param name="folder">The folder's full path.</param>
internal sealed class EventLogIndex(string folder)
{
    /// <summary>The name of its file.</summary>
    public const string FileName = "eca-event-logs.json";

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _path = Path.Combine(folder, FileName);

    /// <summary>Reads it; an empty one if there is none.</summary>
    /// <exception cref="EcaException"><c>EventLogNotReadable</c>, with line and column.</exception>
    public EventLogIndexDocument Read()
    {
        try
        {
            if (!File.Exists(_path))
            {
                return new EventLogIndexDocument { FormatVersion = EventLogIndexDocument.CurrentVersion };
            }

            EventLogIndexDocument? document = JsonSerializer.Deserialize<EventLogIndexDocument>(
                File.ReadAllBytes(_path),
                s_options
            );
            return document is { FormatVersion: EventLogIndexDocument.CurrentVersion, Files: not null }
                ? document with
                {
                    Files = document.Files.WithComparers(StringComparer.Ordinal),
                }
                : throw MeasureErrors.EventLogFolderNotUsable(
                    _path,
                    $"Its formatVersion is not {EventLogIndexDocument.CurrentVersion}."
                );
        }
        catch (JsonException malformed)
        {
            string place = string.Create(
                CultureInfo.InvariantCulture,
                $"{_path}:{malformed.LineNumber + 1}:{malformed.BytePositionInLine + 1}"
            );
            throw MeasureErrors.EventLogFolderNotUsable(place, "It is not valid JSON.", malformed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MeasureErrors.EventLogFolderNotUsable(_path, exception.Message, exception);
        }
    }

    /// <summary>Adds a file to it.</summary>
    /// <exception cref="EcaException"><c>EventLogNotReadable</c>, <c>FileNotWritten</c>.</exception>
    public void Add(string orgId, string name, EventLogIndexEntry entry, CancellationToken cancellation) =>
        Change(orgId, document => document with { Files = document.Files.SetItem(name, entry) }, cancellation);

    /// <summary>Notes that all logs of a source were downloaded.</summary>
    /// <exception cref="EcaException"><c>EventLogNotReadable</c>, <c>FileNotWritten</c>.</exception>
    public void Add(SourceListing listing, CancellationToken cancellation) =>
        Change(
            listing.OrgId,
            document =>
                document.Listings.Any(known => known.Covers(listing))
                    ? document
                    : document with
                    {
                        Listings = document.Listings.RemoveAll(listing.Covers).Add(listing),
                    },
            cancellation
        );

    /// <summary>What the index tells of a file in the folder; null for a file that it does not list.</summary>
    public static MeasuredLog? Describe(EventLogIndexDocument document, MeasuredLog log) =>
        document.Files.TryGetValue(Path.GetFileName(log.Name), out EventLogIndexEntry? entry)
            ? log with
            {
                OrgId = document.OrgId,
                CreatedDate = entry.CreatedDate,
            }
            : null;

    private void Change(
        string orgId,
        Func<EventLogIndexDocument, EventLogIndexDocument> change,
        CancellationToken cancellation
    )
    {
        try
        {
            using FolderLock held = FolderLock.Take(folder, cancellation);
            EventLogIndexDocument document = Read();
            EventLogIndexDocument changed = change(Of(document, orgId));
            AtomicFile.Write(
                _path,
                JsonSerializer.SerializeToUtf8Bytes(changed with { OrgId = orgId }, s_options),
                AtomicFileOptions.Ordinary
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MeasureErrors.EventLogNotWritten(_path, exception);
        }
    }

    /// <summary>The index, if it is of that org: one folder for two orgs would mix their traffic.</summary>
    public EventLogIndexDocument Of(EventLogIndexDocument document, string orgId) =>
        document.OrgId.Length == 0 || document.OrgId == orgId
            ? document
            : throw MeasureErrors.EventLogFolderNotUsable(
                _path,
                $"It is of the org {document.OrgId}, and not of {orgId}."
            );
}
