using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>
/// EventLogFile: one row for each type and each hour and day that is over, for the last thirty days. A file's body is
/// written when it is read, straight to whoever reads it, and its length is counted when it is asked for.
/// </summary>
internal sealed class EventLogFileRows(IOrg world, TrafficLog traffic, LiveTraffic live)
{
    private const int HoursInDay = 24;
    private const int PieceLength = 64 * 1024;

    /// <summary>The lengths of hours that are over for good, without what came over the wire.</summary>
    private readonly ConcurrentDictionary<(string Type, int Hour), long> _lengths = new();

    private readonly ApiCallLines _calls = new(world);

    public IEnumerable<Row> All()
    {
        int now = Window.HourOf(world.Now);
        int oldest = now - TrafficWindow.Hours;
        foreach (EventLogType type in EventLogType.All)
        {
            for (int hour = oldest; hour < now; hour++)
            {
                yield return new EventLogFileRow(this, type, hour, IsDaily: false);
            }

            // Days run from midnight to midnight; only whole ones have a file.
            int midnight = now - (now + Window.FirstHourOfDay) % HoursInDay;
            for (int day = midnight - HoursInDay; day >= oldest; day -= HoursInDay)
            {
                yield return new EventLogFileRow(this, type, day, IsDaily: true);
            }
        }
    }

    public EventLogFileRow? Find(string id)
    {
        if (SalesforceId.Number(id, SObjectPrefixes.EventLogFile) is not { } number)
        {
            return null;
        }

        return All().Cast<EventLogFileRow>().FirstOrDefault(f => f.Number == number);
    }

    public DateTimeOffset Start(int hour) => Window.Start.AddHours(hour);

    /// <summary>A file's body, piece by piece.</summary>
    public IEnumerable<byte[]> Body(EventLogFileRow file) =>
        Lines(file.Type.Rows(traffic, live, file.Hour, file.Hour + file.Hours), file.Type)
            .Prepend(Encoding.UTF8.GetBytes(Header(file.Type)));

    /// <summary>The length of a file's body in bytes.</summary>
    public long Length(EventLogFileRow file) =>
        Encoding.UTF8.GetByteCount(Header(file.Type))
        + Enumerable.Range(file.Hour, file.Hours).Sum(hour => LengthOfHour(file.Type, hour));

    private TrafficWindow Window => traffic.Window;

    private static string Header(EventLogType type) =>
        string.Join(',', type.Columns.Select(c => $"\"{c.Column}\"")) + "\n";

    /// <summary>Traffic is planned from the present moment on, so that hours that are over stay as they are. Of what
    /// came over the wire, the oldest is forgotten.</summary>
    private long LengthOfHour(EventLogType type, int hour) =>
        hour >= Window.HourOf(world.Now)
            ? Count(type.Rows(traffic, live, hour, hour + 1), type)
            : _lengths.GetOrAdd((type.Name, hour), key => Count(type.Rows(traffic, key.Hour, key.Hour + 1), type))
                + Count(type.Rows(live, Window, hour, hour + 1), type);

    private long Count(IEnumerable<Row> rows, EventLogType type) => Lines(rows, type).Sum(piece => (long)piece.Length);

    private IEnumerable<byte[]> Lines(IEnumerable<Row> rows, EventLogType type)
    {
        ArrayBufferWriter<byte> piece = new(PieceLength + (PieceLength / 4));
        StringBuilder text = new();
        foreach (Row row in rows)
        {
            // Nearly all rows are calls that are made up, and most of each is the same for its caller.
            if (row is ApiCallRow call)
            {
                _calls.Write(type, call, piece);
            }
            else
            {
                text.Clear();
                Append(text, type, row, world);
                Encoding.UTF8.GetBytes(text.ToString(), piece);
            }

            if (piece.WrittenCount > PieceLength)
            {
                yield return piece.WrittenSpan.ToArray();
                piece.ResetWrittenCount();
            }
        }

        yield return piece.WrittenSpan.ToArray();
    }

    /// <summary>Writes a row as a line.</summary>
    internal static void Append(StringBuilder text, EventLogType type, Row row, IOrg world)
    {
        for (int i = 0; i < type.Columns.Length; i++)
        {
            text.Append(i == 0 ? "\"" : ",\"");
            Append(text, type.Columns[i].Value(row, world));
            text.Append('"');
        }

        text.Append('\n');
    }

    internal static void Append(StringBuilder text, object? value)
    {
        if (value is decimal number)
        {
            text.Append(CultureInfo.InvariantCulture, $"{number}");
        }
        else if (value is string words)
        {
            text.Append(
                words.Contains('"', StringComparison.Ordinal)
                    ? words.Replace("\"", "\"\"", StringComparison.Ordinal)
                    : words
            );
        }
    }
}
