using System.Runtime.CompilerServices;
using System.Text;
using EcaTools.Core.EventLogs;

namespace EcaTools.Core.Monitoring.Tallies;

/// <summary>
/// Counts the events of one log, block by block. For one thread; several counters of a log are added up.
/// </summary>
/// <param name="header">The log's columns.</param>
/// <param name="tables">What it counts in.</param>
internal sealed class AuthCounter(EventLogHeader header, AuthTables tables)
{
    private const string BadColumns = "it does not have the columns of the first line, or a quote is not closed";
    private const int Batch = 32;
    private const int MillisecondsInHour = 60 * 60 * 1000;
    private const int ShortId = 15;
    private const int LongId = 18;
    private const int MostProblems = 100;

    /// <summary>With more lines than these that are not events, a file is not an event log.</summary>
    public const int MostBadLines = 10_000;

    private readonly EventLogScanner _scanner = new(header.Separator, header.Names.Length);
    private readonly List<(int Block, int LinesBefore, string Reason)> _problems = [];
    private readonly List<(int Block, int Lines)> _blocks = [];
    private readonly PendingEvent[] _pending = new PendingEvent[Batch];
    private readonly int[] _places = new int[Batch];
    private EventLogTime _time;

    /// <summary>What it counts in.</summary>
    public AuthTables Tables => tables;

    /// <summary>How many events were counted.</summary>
    public long Rows { get; private set; }

    /// <summary>How many lines were not events.</summary>
    public long BadLines { get; private set; }

    /// <summary>Whether the log ends in the middle of a line.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>The first bad lines: the block, how many line ends come before it there, and what is wrong.</summary>
    public IReadOnlyList<(int Block, int LinesBefore, string Reason)> Problems => _problems;

    /// <summary>How many line ends each block has.</summary>
    public IReadOnlyList<(int Block, int Lines)> Blocks => _blocks;

    /// <summary>The id of the org that the first event names; null where it names none.</summary>
    public string? OrgId { get; private set; }

    /// <summary>The type of the first event; null where it names none.</summary>
    public string? EventType { get; private set; }

    /// <summary>Counts a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="offset">Where the first event is.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Count(EventLogBlock block, int offset = 0)
    {
        EventLogScanner scanner = _scanner;
        AuthStreamTable streams = tables.Streams;
        AuthTallyTable tallies = tables.Tallies;
        scanner.Load(block, offset);
        int time = header[EventColumn.Time];
        int appId = header[EventColumn.AppId];
        int appName = header[EventColumn.AppName];
        int user = header[EventColumn.User];
        int address = header[EventColumn.Address];
        int client = header[EventColumn.Client];
        int flow = header[EventColumn.Flow];
        int status = header[EventColumn.Status];
        int pending = 0;
        while (BadLines <= MostBadLines && scanner.Read() is var result && result is not ScanResult.End)
        {
            if (result is not ScanResult.Record)
            {
                Reject(block, BadColumns, isCutOff: result is ScanResult.CutOff && block.IsLast);
                continue;
            }

            bool isMalformed = false;
            if (!_time.TryRead(scanner.Bytes(scanner.Field(time, ref isMalformed)), out long milliseconds))
            {
                RejectTime(block, time);
                continue;
            }

            ref PendingEvent read = ref _pending[pending];
            read.AppId = Id(appId, ref isMalformed);
            read.AppName = Text(appName, ref isMalformed);
            read.User = Id(user, ref isMalformed);
            read.Address = Text(address, ref isMalformed);
            read.Client = Text(client, ref isMalformed);
            read.Flow = Text(flow, ref isMalformed);
            EventLogField state = Text(status, ref isMalformed);
            if (isMalformed)
            {
                Reject(block, BadColumns, goesBack: true);
                continue;
            }

            if (Rows++ == 0)
            {
                OrgId = FirstText(EventColumn.Org);
                EventType = FirstText(EventColumn.Type);
            }

            read.IsSoapLogin = read.AppId.Length == 0 && IsSoapLogin();
            read.Hash = AuthStreamTable.HashOf(KeyOf(read));
            read.Hour = (int)(milliseconds / MillisecondsInHour);
            read.Time = (int)(milliseconds - ((long)read.Hour * MillisecondsInHour));
            read.Status = tables.Statuses.NumberOf(scanner.Bytes(state));
            if (++pending == Batch)
            {
                CountPending(pending);
                pending = 0;
            }
        }

        CountPending(pending);
        _blocks.Add((block.Number, scanner.Lines));
    }

    /// <summary>
    /// Counts some events at once. Each is far away in memory twice over; looked at one after the other, the processor
    /// would wait for each of them, while so it waits for all together.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountPending(int count)
    {
        AuthStreamTable streams = tables.Streams;
        AuthTallyTable tallies = tables.Tallies;
        Span<PendingEvent> pending = _pending.AsSpan(0, count);
        Span<int> places = _places.AsSpan(0, count);
        for (int i = 0; i < pending.Length; i++)
        {
            places[i] = streams.Guess(pending[i].Hash);
        }

        for (int i = 0; i < places.Length; i++)
        {
            places[i] = tallies.LatestHourOf(places[i]);
        }

        foreach (ref PendingEvent read in pending)
        {
            tallies.Count(streams.GetOrAdd(KeyOf(read), read.Hash), read.Hour, read.Status, read.Time);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AuthStreamKey KeyOf(in PendingEvent read) =>
        new()
        {
            AppId = read.IsSoapLogin ? AuthStreamKey.SoapLogin : _scanner.Bytes(read.AppId),
            AppName = read.IsSoapLogin ? AuthStreamKey.SoapLoginName : _scanner.Bytes(read.AppName),
            User = _scanner.Bytes(read.User),
            Address = _scanner.Bytes(read.Address),
            Client = _scanner.Bytes(read.Client),
            Flow = _scanner.Bytes(read.Flow),
        };

    private string? FirstText(EventColumn column)
    {
        bool isMalformed = false;
        return AuthStreamTable.Text(_scanner.Bytes(Text(header[column], ref isMalformed))) is { Length: > 0 } text
            ? text
            : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private EventLogField Text(int column, ref bool isMalformed)
    {
        if (column < 0)
        {
            return default;
        }

        EventLogField field = _scanner.Field(column, ref isMalformed);
        return field.Length > AuthStreamKey.LongestPart ? field with { Length = AuthStreamKey.LongestPart } : field;
    }

    /// <summary>Ids come with 15 characters from event logs, with 18 from objects.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private EventLogField Id(int column, ref bool isMalformed)
    {
        EventLogField id = Text(column, ref isMalformed);
        return id.Length == LongId ? id with { Length = ShortId } : id;
    }

    private bool IsSoapLogin()
    {
        bool isMalformed = false;
        return _scanner.Bytes(Text(header[EventColumn.Resource], ref isMalformed)).SequenceEqual("login"u8)
            && _scanner.Bytes(Text(header[EventColumn.Family], ref isMalformed)).SequenceEqual("SOAP"u8);
    }

    private void RejectTime(EventLogBlock block, int time)
    {
        bool isMalformed = false;
        ReadOnlySpan<byte> text = _scanner.Bytes(_scanner.Field(time, ref isMalformed));

        // Files that were put together have a line of column names in their midst.
        if (isMalformed || !text.SequenceEqual(Encoding.UTF8.GetBytes(header.Names[time])))
        {
            Reject(block, "its time can't be read", goesBack: true);
        }
    }

    private void Reject(EventLogBlock block, string reason, bool isCutOff = false, bool goesBack = false)
    {
        BadLines++;
        IsCutOff |= isCutOff;
        if (_problems.Count < MostProblems || isCutOff)
        {
            int linesBefore = block.Buffer.AsSpan(0, _scanner.Start).Count((byte)'\n');
            _problems.Add((block.Number, linesBefore, reason));
        }

        if (goesBack)
        {
            _scanner.Reject();
        }
    }
}
