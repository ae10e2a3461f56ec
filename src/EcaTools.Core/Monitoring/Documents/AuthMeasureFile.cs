using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EcaTools.Core.Files;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Tallies;

namespace EcaTools.Core.Monitoring.Documents;

/// <summary>
/// Saves and loads measure sets, so that files, days, orgs and machines can be measured apart and joined. It holds ids
/// of users and addresses, and no secret.
/// </summary>
public static class AuthMeasureFile
{
    private const int StreamParts = 6;
    private const int TallyParts = 6;
    private const int MillisecondsInHour = 60 * 60 * 1000;
    private const int MaximumHour = 1 << 22;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a set. A file that is there is replaced when the new one is complete.</summary>
    /// <exception cref="EcaException"><c>FileNotWritten</c>.</exception>
    public static void Save(AuthMeasureSet set, string path)
    {
        ArgumentNullException.ThrowIfNull(set);
        try
        {
            MeasureDocument document = ToDocument(set);
            AtomicFile.Write(
                path,
                stream => JsonSerializer.Serialize(stream, document, s_options),
                AtomicFileOptions.Careful
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MeasureErrors.MeasuresNotWritten(path, exception);
        }
    }

    /// <summary>Adds what a file holds to a set. A file that can't be read adds nothing.</summary>
    /// <exception cref="EcaException"><c>DocumentInvalid</c>, with line and column where these are
    /// known.</exception>
    public static void LoadInto(AuthMeasureSet set, string path)
    {
        ArgumentNullException.ThrowIfNull(set);
        MeasureDocument document;
        try
        {
            using FileStream stream = File.OpenRead(path);
            document =
                JsonSerializer.Deserialize<MeasureDocument>(stream, s_options)
                ?? throw MeasureErrors.MeasuresNotReadable(path, "It holds null.");
        }
        catch (JsonException malformed)
        {
            string place = string.Create(
                CultureInfo.InvariantCulture,
                $"{path}:{malformed.LineNumber + 1}:{malformed.BytePositionInLine + 1}"
            );
            throw MeasureErrors.MeasuresNotReadable(
                place,
                $"It is not JSON of the form that Measure-EcaAuth -OutputPath writes{(malformed.Path is { } at ? $", at {at}" : "")}.",
                malformed
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MeasureErrors.MeasuresNotReadable(path, exception.Message, exception);
        }

        Add(set, document, path);
    }

    private static MeasureDocument ToDocument(AuthMeasureSet set)
    {
        ImmutableArray<ImmutableArray<string>>.Builder streams = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        for (int i = 0; i < set.Streams.Count; i++)
        {
            AuthStreamKey key = set.Streams[i];
            streams.Add([
                AuthStreamTable.Text(key.AppId),
                AuthStreamTable.Text(key.AppName),
                AuthStreamTable.Text(key.User),
                AuthStreamTable.Text(key.Address),
                AuthStreamTable.Text(key.Client),
                AuthStreamTable.Text(key.Flow),
            ]);
        }

        // Numbers of statuses are the document's own: a set's are of no use outside of it.
        Dictionary<int, int> statuses = [];
        List<string> texts = [];
        int Number(int status)
        {
            if (!statuses.TryGetValue(status, out int number))
            {
                statuses[status] = number = texts.Count;
                texts.Add(set.Statuses.TextOf(status));
            }

            return number;
        }

        ImmutableArray<MeasureDocumentLog> logs =
        [
            .. set
                .Parts.OrderBy(part => part.Log.Key, StringComparer.Ordinal)
                .Select(part => new MeasureDocumentLog(
                    part.Log,
                    [
                        .. part
                            .Tallies.OrderBy(tally => tally.Key)
                            .Select(tally =>
                                (ImmutableArray<long>)
                                    [
                                        tally.Stream,
                                        tally.Hour,
                                        Number(tally.Status),
                                        tally.Count,
                                        tally.First,
                                        tally.Last,
                                    ]
                            ),
                    ]
                )),
        ];
        return new MeasureDocument
        {
            Schema = MeasureDocument.SchemaUri,
            FormatVersion = MeasureDocument.CurrentVersion,
            Streams = streams.ToImmutable(),
            Statuses = [.. texts],
            Listings = set.Listings,
            Logs = logs,
        };
    }

    private static void Add(AuthMeasureSet set, MeasureDocument document, string path)
    {
        if (document.FormatVersion != MeasureDocument.CurrentVersion)
        {
            throw MeasureErrors.MeasuresNotReadable(
                path,
                document.FormatVersion == 0
                    ? "It has no formatVersion, so it is not a file of measures."
                    : $"Its formatVersion is {document.FormatVersion}, and this version of EcaTools reads {MeasureDocument.CurrentVersion}."
            );
        }

        if (
            HasGap(document.Statuses)
            || HasGap(document.Listings)
            || HasGap(document.Logs)
            || document.Streams.IsDefault
        )
        {
            throw MeasureErrors.MeasuresNotReadable(path, "It has null where there must be a value.");
        }

        AuthStreamTable streams = new();
        foreach (ImmutableArray<string> parts in document.Streams)
        {
            if (parts.IsDefault || parts.Length != StreamParts || parts.Any(part => part is null))
            {
                throw MeasureErrors.MeasuresNotReadable(path, $"Each of its streams must have {StreamParts} texts.");
            }

            streams.GetOrAdd(
                new AuthStreamKey
                {
                    AppId = Bytes(parts[0]),
                    AppName = Bytes(parts[1]),
                    User = Bytes(parts[2]),
                    Address = Bytes(parts[3]),
                    Client = Bytes(parts[4]),
                    Flow = Bytes(parts[5]),
                }
            );
        }

        if (streams.Count != document.Streams.Length)
        {
            throw MeasureErrors.MeasuresNotReadable(path, "It has a stream twice.");
        }

        AuthStatusTable statuses = new();
        int[] numbers = [.. document.Statuses.Select(status => statuses.NumberOf(Bytes(status)))];
        TallySource[] sources =
        [
            .. document.Logs.Select(log => new TallySource(
                streams,
                statuses,
                TalliesOf(log, document.Streams.Length, numbers, path)
            )),
        ];
        for (int i = 0; i < sources.Length; i++)
        {
            set.Add(document.Logs[i].Log, [sources[i]]);
        }

        foreach (SourceListing listing in document.Listings)
        {
            set.Add(listing);
        }
    }

    private static AuthTally[] TalliesOf(MeasureDocumentLog log, int streams, int[] statuses, string path)
    {
        long rows = 0;
        List<AuthTally> tallies = [];
        foreach (ImmutableArray<long> parts in log.Tallies.IsDefault ? [] : log.Tallies)
        {
            if (
                parts.IsDefault
                || parts.Length != TallyParts
                || parts[0] < 0
                || parts[0] >= streams
                || parts[1] is < 0 or >= MaximumHour
                || parts[2] < 0
                || parts[2] >= statuses.Length
                || parts[3] < 1
                || parts[4] is < 0 or > MillisecondsInHour
                || parts[5] < parts[4]
                || parts[5] > MillisecondsInHour
            )
            {
                throw MeasureErrors.MeasuresNotReadable(path, $"The log '{log.Log?.Key}' has a count that can't be.");
            }

            rows += parts[3];
            ulong key = AuthTally.KeyOf((int)parts[0], (int)parts[1], statuses[parts[2]]);
            tallies.Add(new AuthTally(key, parts[3], (int)parts[4], (int)parts[5]));
        }

        return log.Log is { Key: not null, Problems.IsDefault: false } && rows == log.Log.Rows
            ? [.. tallies]
            : throw MeasureErrors.MeasuresNotReadable(
                path,
                $"The counts of the log '{log.Log?.Key}' add up to {rows:N0}, and not to its {log.Log?.Rows:N0} events: a part of the file is missing or was changed."
            );
    }

    private static bool HasGap<T>(ImmutableArray<T> items)
        where T : class => items.IsDefault || items.Contains(null!);

    /// <summary>A part as a log has it, with its quotes doubled.</summary>
    private static byte[] Bytes(string text) =>
        Encoding.UTF8.GetBytes(text.Replace("\"", "\"\"", StringComparison.Ordinal));
}
