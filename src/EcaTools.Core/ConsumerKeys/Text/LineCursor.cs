using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>Counts lines and columns up to a place of a text that is seen piece by piece. It only moves
/// forward.</summary>
/// <param name="encoding">How the text is encoded.</param>
[StructLayout(LayoutKind.Auto)]
internal struct LineCursor(KeyTextEncoding encoding)
{
    private int _index;
    private long _line = 1;
    private long _column = 1;

    /// <summary>The line and the column, both from 1, of a place. Columns count characters; a byte order mark is
    /// none.</summary>
    /// <param name="piece">The bytes that are at hand. In UTF-16 the first byte has an even place in the file.</param>
    /// <param name="to">The place among them, not before the last one.</param>
    public (long Line, long Column) MoveTo(ReadOnlySpan<byte> piece, int to)
    {
        ReadOnlySpan<byte> passed = to > _index ? piece[_index..to] : default;
        if (encoding == KeyTextEncoding.Utf8)
        {
            if (_line == 1 && _column == 1 && passed.StartsWith("\uFEFF"u8))
            {
                passed = passed[3..];
            }

            Count(passed, (byte)'\n', out ReadOnlySpan<byte> rest);
            _column += Characters(rest);
        }
        else
        {
            ReadOnlySpan<ushort> units = MemoryMarshal.Cast<byte, ushort>(passed);
            ushort mark = Unit(0xFEFF),
                high = Unit(0xDC00),
                mask = Unit(0xFC00);
            if (_line == 1 && _column == 1 && !units.IsEmpty && units[0] == mark)
            {
                units = units[1..];
            }

            Count(units, Unit('\n'), out ReadOnlySpan<ushort> rest);
            foreach (ushort unit in rest)
            {
                // The second half of a pair belongs to the character before.
                _column += (unit & mask) == high ? 0 : 1;
            }
        }

        _index = Math.Max(_index, to);
        return (_line, _column);
    }

    /// <summary>Tells it that bytes were dropped from the front of the piece.</summary>
    public void Shift(int dropped) => _index -= dropped;

    private void Count<T>(ReadOnlySpan<T> passed, T lineEnd, out ReadOnlySpan<T> rest)
        where T : struct, IEquatable<T>
    {
        int last = passed.LastIndexOf(lineEnd);
        rest = passed[(last + 1)..];
        if (last >= 0)
        {
            _line += passed[..(last + 1)].Count(lineEnd);
            _column = 1;
        }
    }

    /// <summary>How many characters begin in these bytes; where they are not UTF-8, how many bytes they are.</summary>
    private static int Characters(ReadOnlySpan<byte> bytes)
    {
        // A piece may begin and end amid a character.
        int start = 0;
        while (start < 3 && start < bytes.Length && (bytes[start] & 0xC0) == 0x80)
        {
            start++;
        }

        int end = bytes.Length;
        for (int back = 1; back <= Math.Min(3, bytes.Length - start); back++)
        {
            byte letter = bytes[^back];
            if (letter >= 0xC0)
            {
                int length = letter switch
                {
                    >= 0xF0 => 4,
                    >= 0xE0 => 3,
                    _ => 2,
                };
                end -= back < length ? back : 0;
                break;
            }
        }

        if (!Utf8.IsValid(bytes[start..end]))
        {
            return bytes.Length;
        }

        int count = 0;
        foreach (byte letter in bytes)
        {
            count += (letter & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    private readonly ushort Unit(int value)
    {
        ushort unit = (ushort)value;
        return encoding == KeyTextEncoding.Utf16LE == BitConverter.IsLittleEndian
            ? unit
            : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(unit);
    }
}
