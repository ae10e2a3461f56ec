using System.Numerics;

namespace EcaTools.Core.EventLogs;

/// <summary>
/// Cuts a stream into blocks of whole records. A quote that opens a field and the line ends within it stay in one
/// block. Blocks are handed out one after the other, to as many callers as ask at once; each brings the block that it
/// wants to have filled.
/// </summary>
/// <param name="stream">The bytes; left open.</param>
/// <param name="blockSize">How many bytes are read at a time.</param>
internal sealed class EventLogBlockReader(Stream stream, int blockSize = EventLogBlockReader.DefaultBlockSize)
    : IDisposable
{
    /// <summary>The most bytes of a record: far more than any event log has.</summary>
    public const int LongestRecord = 1024 * 1024;

    private const int DefaultBlockSize = 1024 * 1024;
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';

    private readonly SemaphoreSlim _turn = new(1, 1);
    private byte[] _rest = [];
    private int _restLength;
    private int _number;
    private bool _ended;

    /// <summary>How many bytes were read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Fills a block; false at the end.</summary>
    public async ValueTask<bool> ReadAsync(EventLogBlock block, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return !_ended && await FillAsync(block, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async ValueTask<bool> FillAsync(EventLogBlock block, CancellationToken cancellation)
    {
        int size = blockSize + LongestRecord;
        if (block.Buffer.Length < size + EventLogBlock.Padding)
        {
            block.Buffer = GC.AllocateUninitializedArray<byte>(size + EventLogBlock.Padding);
        }

        byte[] buffer = block.Buffer;
        _rest.AsSpan(0, _restLength).CopyTo(buffer);
        int length = _restLength;
        int end = 0;
        while (end == 0 && !_ended)
        {
            // A record may be longer than what is read at a time.
            int wanted = Math.Min(length + blockSize, size);
            while (length < wanted && !_ended)
            {
                int read = await stream
                    .ReadAsync(buffer.AsMemory(length, wanted - length), cancellation)
                    .ConfigureAwait(false);
                _ended = read == 0;
                length += read;
                BytesRead += read;
            }

            end = _ended ? length : EndOfRecords(buffer.AsSpan(0, length));
        }

        _restLength = length - end;
        if (_rest.Length < _restLength)
        {
            _rest = new byte[BitOperations.RoundUpToPowerOf2((uint)_restLength)];
        }

        buffer.AsSpan(end, _restLength).CopyTo(_rest);
        buffer.AsSpan(end, EventLogBlock.Padding).Clear();
        block.Length = end;
        block.Number = _number++;
        block.IsLast = _ended;
        return end > 0;
    }

    /// <summary>
    /// Behind the last record that is whole; 0 where more must be read to tell. A stray quote turns inside and outside
    /// around for all that follows; where that leaves no end of a record, the line ends on the other side count, so
    /// that one bad line does not cost the rest of the file.
    /// </summary>
    private static int EndOfRecords(ReadOnlySpan<byte> bytes)
    {
        bool inQuotes = (bytes.Count(Quote) & 1) != 0;
        int other = 0;
        int oldest = Math.Max(0, bytes.Length - LongestRecord);
        for (int i = bytes.Length - 1; i >= oldest; i--)
        {
            if (bytes[i] == Quote)
            {
                inQuotes = !inQuotes;
            }
            else if (bytes[i] == LineFeed)
            {
                if (!inQuotes)
                {
                    return i + 1;
                }

                other = other == 0 ? i + 1 : other;
            }
        }

        if (bytes.Length < LongestRecord)
        {
            return 0;
        }

        return other > 0 ? other : bytes.Length;
    }
}
