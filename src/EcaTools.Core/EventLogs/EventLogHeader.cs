using System.Collections.Immutable;
using System.Text;

namespace EcaTools.Core.EventLogs;

/// <summary>
/// The first line of an event log: which column is what. Columns may come in any order and be more or fewer than
/// documented.
/// </summary>
internal sealed class EventLogHeader
{
    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    private readonly int[] _positions = new int[Enum.GetValues<EventColumn>().Length];

    private EventLogHeader(ImmutableArray<string> names, byte separator)
    {
        Names = names;
        Separator = separator;
        Dictionary<string, int> byName = new(StringComparer.Ordinal);
        for (int i = names.Length - 1; i >= 0; i--)
        {
            byName[names[i]] = i;
        }

        foreach (EventColumn column in Enum.GetValues<EventColumn>())
        {
            _positions[(int)column] = EventColumnNames
                .Default.Of(column)
                .Select(name => byName.GetValueOrDefault(name, -1))
                .FirstOrDefault(at => at >= 0, -1);
        }
    }

    /// <summary>The columns' names.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>What stands between two fields.</summary>
    public byte Separator { get; }

    /// <summary>Where a column is; -1 where the log lacks it.</summary>
    public int this[EventColumn column] => _positions[(int)column];

    /// <summary>Whether the log has a column.</summary>
    public bool Has(EventColumn column) => this[column] >= 0;

    /// <summary>Reads the header at the beginning of the first block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="source">What errors call the log.</param>
    /// <param name="offset">Where the first record begins.</param>
    /// <exception cref="EcaException"><c>EventLogNotReadable</c>.</exception>
    public static EventLogHeader Read(EventLogBlock block, string source, out int offset)
    {
        ReadOnlySpan<byte> bytes = block.Buffer.AsSpan(0, block.Length);
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || bytes[..Math.Min(64, bytes.Length)].Contains((byte)0))
        {
            throw EventLogErrors.EventLogNotReadable(source, 1, "It is encoded as UTF-16 or is a binary file.");
        }

        int start = bytes.StartsWith(Utf8Mark) ? Utf8Mark.Length : 0;
        byte separator = SeparatorOf(bytes[start..]);
        EventLogScanner scanner = new(separator, columns: 0);
        scanner.Load(block, start);
        ScanResult result = scanner.Read();
        offset = scanner.Next;
        if (result is not ScanResult.Record)
        {
            throw EventLogErrors.EventLogNotReadable(source, 1, "The first line is not a line of column names.");
        }

        if (scanner.Count >= EventLogScanner.MaximumColumns)
        {
            throw EventLogErrors.EventLogNotReadable(
                source,
                1,
                $"The first line has more than {EventLogScanner.MaximumColumns} columns."
            );
        }

        bool isMalformed = false;
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>(scanner.Count);
        for (int i = 0; i < scanner.Count; i++)
        {
            names.Add(Encoding.UTF8.GetString(scanner.Bytes(scanner.Field(i, ref isMalformed))).Trim());
        }

        EventLogHeader header = new(names.MoveToImmutable(), separator);
        if (isMalformed || !header.Has(EventColumn.Time))
        {
            string times = string.Join(", ", EventColumnNames.Default.Of(EventColumn.Time));
            throw EventLogErrors.EventLogNotReadable(source, 1, $"No column tells the time ({times}).");
        }

        return header;
    }

    /// <summary>The first of the usual separators behind the first column's name.</summary>
    private static byte SeparatorOf(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        int found = (end < 0 ? bytes : bytes[..end]).IndexOfAny(",;\t"u8);
        return found < 0 ? (byte)',' : bytes[found];
    }
}
