using EcaTools.Core.EventLogs;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Tallies;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Monitoring.Sources;

/// <summary>A log that is being counted, by one thread or by several.</summary>
/// <param name="stream">Its bytes; left open.</param>
/// <param name="name">What errors call it.</param>
/// <param name="newTables">Gives a thread what it counts in.</param>
internal sealed class LogCounting(Stream stream, string name, Func<AuthTables> newTables) : IDisposable
{
    private const int MostProblems = 20;

    private readonly EventLogBlockReader _blocks = new(stream);
    private readonly List<AuthCounter> _counters = [];
    private readonly SemaphoreSlim _first = new(1, 1);
    private EventLogHeader? _header;
    private bool _isEmpty;
    private long _badLines;

    /// <summary>Counts blocks until there are no more.</summary>
    /// <exception cref="EcaException"><c>EventLogNotReadable</c>.</exception>
    public async Task RunAsync(EventLogBlock block, Action<long> read, CancellationToken cancellation)
    {
        try
        {
            AuthCounter? counter = await BeginAsync(block, read, cancellation).ConfigureAwait(false);
            while (counter is not null && await _blocks.ReadAsync(block, cancellation).ConfigureAwait(false))
            {
                cancellation.ThrowIfCancellationRequested();
                Count(counter, block, 0, read);
            }
        }
        catch (InvalidDataException damaged)
        {
            throw EventLogErrors.EventLogNotReadable(name, 1, "The compressed data is damaged.", damaged);
        }
    }

    /// <summary>What was counted, when all threads are done.</summary>
    /// <exception cref="EcaException"><c>EventLogNotReadable</c>.</exception>
    public CountedLog ToLog(MeasuredLog described)
    {
        AuthCounter[] counters = [.. _counters];
        long[] linesBefore = LinesBefore(counters);
        (long Line, string Reason)[] problems =
        [
            .. counters
                .SelectMany(counter => counter.Problems)
                .Select(problem => (Line: linesBefore[problem.Block] + problem.LinesBefore + 1, problem.Reason))
                .OrderBy(problem => problem.Line),
        ];
        if (counters.Any(counter => counter.IsCutOff))
        {
            throw EventLogErrors.EventLogCutOff(name, problems[^1].Line);
        }

        string type =
            counters.Select(counter => counter.EventType).FirstOrDefault(found => found is not null)
            ?? described.Source;
        string? org = counters.Select(counter => counter.OrgId).FirstOrDefault(found => found is not null);
        bool isOfEventLog = _header?.Has(EventColumn.Type) == true;
        string orgId = org is null ? described.OrgId : SalesforceId.Short(org);
        MeasuredLog log = described with
        {
            Key = $"{orgId}/{described.Key}",
            Source = isOfEventLog || described.Source.Length > 0 ? type : GuessedSource(),
            OrgId = orgId,
            Rows = counters.Sum(counter => counter.Rows),
            BadLines = counters.Sum(counter => counter.BadLines),
            Length = described.Length > 0 ? described.Length : _blocks.BytesRead,
            Problems = _isEmpty
                ? [$"{name}: the file is empty."]
                :
                [
                    .. problems
                        .Take(MostProblems)
                        .Select(problem => FormattableString.Invariant($"{name}({problem.Line}): {problem.Reason}.")),
                ],
        };
        return new CountedLog(log, [.. counters.Select(counter => counter.Tables)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _blocks.Dispose();
        _first.Dispose();
    }

    /// <summary>A counter for this thread. The first thread reads the header, and counts the first block.</summary>
    private async Task<AuthCounter?> BeginAsync(EventLogBlock block, Action<long> read, CancellationToken cancellation)
    {
        await _first.WaitAsync(cancellation).ConfigureAwait(false);
        int offset = 0;
        bool isFirst = _header is null && !_isEmpty;
        AuthCounter counter;
        try
        {
            if (isFirst && !await _blocks.ReadAsync(block, cancellation).ConfigureAwait(false))
            {
                _isEmpty = true;
            }

            if (_isEmpty)
            {
                return null;
            }

            _header ??= EventLogHeader.Read(block, name, out offset);
            counter = new AuthCounter(_header, newTables());
            _counters.Add(counter);
        }
        finally
        {
            _first.Release();
        }

        if (isFirst)
        {
            Count(counter, block, offset, read);
        }

        return counter;
    }

    private void Count(AuthCounter counter, EventLogBlock block, int offset, Action<long> read)
    {
        long before = counter.BadLines;
        counter.Count(block, offset);
        read(block.Length);
        if (Interlocked.Add(ref _badLines, counter.BadLines - before) > AuthCounter.MostBadLines)
        {
            long line = counter
                .Problems.Where(problem => problem.Block == 0)
                .Select(problem => problem.LinesBefore + 1L)
                .FirstOrDefault(1);
            throw EventLogErrors.EventLogNotReadable(
                name,
                line,
                $"It has more than {AuthCounter.MostBadLines:N0} lines that do not fit its first line."
            );
        }
    }

    /// <summary>A table of another origin says by its columns what it is.</summary>
    private string GuessedSource() =>
        _header switch
        {
            null => "",
            _ when _header.Names.Contains("LoginTime", StringComparer.Ordinal) => "LoginHistory",
            _ when _header.Names.Contains("LOGIN_STATUS", StringComparer.Ordinal) => "Login",
            _ when _header.Names.Contains("EventDate", StringComparer.Ordinal) => "LoginEvent",
            _ => "ApiTotalUsage",
        };

    /// <summary>How many line ends come before each block.</summary>
    private static long[] LinesBefore(AuthCounter[] counters)
    {
        (int Block, int Lines)[] blocks =
        [
            .. counters.SelectMany(counter => counter.Blocks).OrderBy(block => block.Block),
        ];
        long[] before = new long[blocks.Length + 1];
        for (int i = 0; i < blocks.Length; i++)
        {
            before[i + 1] = before[i] + blocks[i].Lines;
        }

        return before;
    }
}
