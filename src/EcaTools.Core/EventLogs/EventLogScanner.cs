using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EcaTools.Core.EventLogs;

/// <summary>
/// Finds the fields of comma-separated values (RFC 4180), 64 bytes at a time: one bit for each quote, separator and
/// line end, and of these bits those outside quotes. A record whose fields are not as many as they should be is not
/// given; reading goes on at the line after its first one.
/// </summary>
internal sealed class EventLogScanner
{
    private const int BlockSize = 64;
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private readonly byte _separator;
    private readonly int _columns;
    private readonly int[] _ends;
    private byte[] _buffer = [];
    private int _length;
    private int _next;
    private int _at;
    private ulong _found;
    private ulong _inQuotes;
    private int _start;

    /// <summary>A scanner of records.</summary>
    /// <param name="separator">What stands between two fields.</param>
    /// <param name="columns">How many fields a record has; 0 where that is to be found out.</param>
    public EventLogScanner(byte separator, int columns)
    {
        _separator = separator;
        _columns = columns;
        _ends = new int[Math.Max(columns, MaximumColumns) + 1];
    }

    /// <summary>The most columns that are read: many times what any event log has.</summary>
    public const int MaximumColumns = 1024;

    /// <summary>How many fields the record has that was read last.</summary>
    public int Count { get; private set; }

    /// <summary>Where the record begins in its block.</summary>
    public int Start => _start;

    /// <summary>The first byte behind the record.</summary>
    public int Next => _next;

    /// <summary>How many line ends of the block were read so far; all of them at its end.</summary>
    public int Lines { get; private set; }

    /// <summary>Begins a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="offset">Where to begin in it.</param>
    public void Load(EventLogBlock block, int offset = 0)
    {
        (_buffer, _length) = (block.Buffer, block.Length);
        Restart(offset);
    }

    /// <summary>Reads the next record. Blank lines are passed over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ScanResult Read()
    {
        while (_next < _length)
        {
            _start = _next;
            int count = 0;
            int end = FindEnd(ref count);
            if (count == 1 && IsBlank(end))
            {
                continue;
            }

            Count = count;
            if (end < 0 || (_columns > 0 && count != _columns) || end - _start > EventLogBlockReader.LongestRecord)
            {
                bool isCut = end < 0 || (_next >= _length && _buffer[_length - 1] != LineFeed);
                Reject();
                return isCut && _next >= _length ? ScanResult.CutOff : ScanResult.Malformed;
            }

            return ScanResult.Record;
        }

        return ScanResult.End;
    }

    /// <summary>
    /// Goes back to the line behind the first one of the record that was read last: a quote too many may have joined
    /// lines.
    /// </summary>
    public void Reject()
    {
        int line = _buffer.AsSpan(_start, _length - _start).IndexOf(LineFeed);
        Restart(line < 0 ? _length : _start + line + 1);
    }

    /// <summary>A field without its quotes; quotes in it are still doubled. Null is not told from empty.</summary>
    /// <param name="column">The column, from 0.</param>
    /// <param name="isMalformed">Set where a quote opens the field and none closes it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public EventLogField Field(int column, ref bool isMalformed)
    {
        int start = column == 0 ? _start : _ends[column - 1] + 1;
        int length = _ends[column] - start;
        ref byte buffer = ref MemoryMarshal.GetArrayDataReference(_buffer);
        if (length == 0 || Unsafe.Add(ref buffer, start) != Quote)
        {
            return new EventLogField(start, length);
        }

        isMalformed |= length < 2 || Unsafe.Add(ref buffer, start + length - 1) != Quote;
        return new EventLogField(start + 1, Math.Max(0, length - 2));
    }

    /// <summary>The bytes of a field, of this record or another one of the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Bytes(EventLogField field) =>
        MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_buffer), field.Start),
            field.Length
        );

    private void Restart(int offset)
    {
        _next = offset;
        _at = offset - BlockSize;
        _found = 0;
        _inQuotes = 0;
        Lines = offset == 0 ? 0 : _buffer.AsSpan(0, offset).Count(LineFeed);
    }

    /// <summary>
    /// Finds the end of the record that begins at <c>_next</c>, and its fields; -1 where a quote is open at the end of
    /// the block.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindEnd(ref int count)
    {
        ref byte buffer = ref MemoryMarshal.GetArrayDataReference(_buffer);
        ref int ends = ref MemoryMarshal.GetArrayDataReference(_ends);
        ulong found = _found;
        int most = _ends.Length - 1;
        while (true)
        {
            while (found == 0)
            {
                _at += BlockSize;
                if (_at >= _length)
                {
                    return FindLastEnd(ref count);
                }

                found = Delimiters(ref Unsafe.Add(ref buffer, _at));
            }

            int position = _at + BitOperations.TrailingZeroCount(found);
            found &= found - 1;
            Unsafe.Add(ref ends, count) = position;
            count = Math.Min(count + 1, most);
            if (Unsafe.Add(ref buffer, position) == LineFeed)
            {
                _found = found;
                _next = position + 1;
                return LastEnd(position, count);
            }
        }
    }

    /// <summary>The last record of a block may have no line end.</summary>
    private int FindLastEnd(ref int count)
    {
        _found = 0;
        _next = _length;
        _ends[count] = _length;
        count = Math.Min(count + 1, _ends.Length - 1);
        return _inQuotes != 0 ? -1 : LastEnd(_length, count);
    }

    /// <summary>Takes the carriage return of a line end away from the last field.</summary>
    private int LastEnd(int position, int count)
    {
        if (position > _start && _buffer[position - 1] == CarriageReturn)
        {
            _ends[count - 1] = position - 1;
        }

        return position;
    }

    private bool IsBlank(int end) => end >= 0 && _ends[0] == _start;

    /// <summary>The separators and line ends of 64 bytes that are outside quotes, a bit for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Delimiters(ref byte bytes)
    {
        ulong quotes;
        ulong separators;
        ulong lines;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<byte> all = Vector512.LoadUnsafe(ref bytes);
            quotes = Vector512.Equals(all, Vector512.Create(Quote)).ExtractMostSignificantBits();
            separators = Vector512.Equals(all, Vector512.Create(_separator)).ExtractMostSignificantBits();
            lines = Vector512.Equals(all, Vector512.Create(LineFeed)).ExtractMostSignificantBits();
        }
        else
        {
            Vector256<byte> low = Vector256.LoadUnsafe(ref bytes);
            Vector256<byte> high = Vector256.LoadUnsafe(ref bytes, 32);
            quotes = Bits(
                Vector256.Equals(low, Vector256.Create(Quote)),
                Vector256.Equals(high, Vector256.Create(Quote))
            );
            separators = Bits(
                Vector256.Equals(low, Vector256.Create(_separator)),
                Vector256.Equals(high, Vector256.Create(_separator))
            );
            lines = Bits(
                Vector256.Equals(low, Vector256.Create(LineFeed)),
                Vector256.Equals(high, Vector256.Create(LineFeed))
            );
        }

        ulong inside = PrefixXor(quotes) ^ _inQuotes;
        _inQuotes = (ulong)((long)inside >> 63);
        Lines += BitOperations.PopCount(lines);
        return (separators | lines) & ~inside;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);

    /// <summary>Each bit is the parity of the bits up to it: whether a byte is inside quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong PrefixXor(ulong bits)
    {
        if (Pclmulqdq.IsSupported)
        {
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
        }

        for (int shift = 1; shift < BlockSize; shift <<= 1)
        {
            bits ^= bits << shift;
        }

        return bits;
    }
}
