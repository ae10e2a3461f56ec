using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>
/// Writes calls that are made up as lines of event log files. What all calls of a caller have in common is written
/// once, by the columns of the type, and kept; of a call, only its time, number and status are.
/// </summary>
/// <param name="world">The world.</param>
internal sealed class ApiCallLines(IOrg world)
{
    private const string Time = "TIMESTAMP";
    private const string DerivedTime = "TIMESTAMP_DERIVED";
    private const string RequestId = "REQUEST_ID";
    private const string Status = "STATUS_CODE";
    private const int LongestField = 32;

    private readonly ConcurrentDictionary<Caller, (string Column, byte[] Before)[]> _lines = new(
        ReferenceEqualityComparer.Instance
    );

    /// <summary>Writes a call.</summary>
    public void Write(EventLogType type, ApiCallRow call, IBufferWriter<byte> target)
    {
        if (!_lines.TryGetValue(call.Caller, out (string Column, byte[] Before)[]? parts))
        {
            parts = _lines.GetOrAdd(call.Caller, Parts(type, call));
        }

        foreach ((string column, byte[] before) in parts)
        {
            target.Write(before);
            Span<byte> field = target.GetSpan(LongestField);
            int length = column switch
            {
                Time => WriteTime(field, call.Time.UtcDateTime, isDerived: false),
                DerivedTime => WriteTime(field, call.Time.UtcDateTime, isDerived: true),
                RequestId => WriteRequestId(field, call.Number),
                Status => WriteDigits(field, 0, call.Status, 3),
                _ => 0,
            };
            target.Advance(length);
        }
    }

    /// <summary>The fields that differ from call to call, each with all that stands before it; then the end.</summary>
    private (string Column, byte[] Before)[] Parts(EventLogType type, ApiCallRow call)
    {
        List<(string Column, byte[] Before)> parts = [];
        StringBuilder text = new();
        for (int i = 0; i < type.Columns.Length; i++)
        {
            string column = type.Columns[i].Column;
            text.Append(i == 0 ? "\"" : ",\"");
            if (column is Time or DerivedTime or RequestId or Status)
            {
                parts.Add((column, Encoding.UTF8.GetBytes(text.ToString())));
                text.Clear();
            }
            else
            {
                EventLogFileRows.Append(text, type.Columns[i].Value(call, world));
            }

            text.Append('"');
        }

        parts.Add(("", Encoding.UTF8.GetBytes(text.Append('\n').ToString())));
        return [.. parts];
    }

    private static int WriteRequestId(Span<byte> field, long number)
    {
        "TID:"u8.CopyTo(field);
        number.TryFormat(field[4..], out int length, "x16");
        return 4 + length;
    }

    private static int WriteTime(Span<byte> field, DateTime time, bool isDerived)
    {
        int at = WriteDigits(field, 0, time.Year, 4);
        at = Separate(field, at, isDerived, '-');
        at = WriteDigits(field, at, time.Month, 2);
        at = Separate(field, at, isDerived, '-');
        at = WriteDigits(field, at, time.Day, 2);
        at = Separate(field, at, isDerived, 'T');
        at = WriteDigits(field, at, time.Hour, 2);
        at = Separate(field, at, isDerived, ':');
        at = WriteDigits(field, at, time.Minute, 2);
        at = Separate(field, at, isDerived, ':');
        at = WriteDigits(field, at, time.Second, 2);
        at = Separate(field, at, true, '.');
        at = WriteDigits(field, at, time.Millisecond, 3);
        return Separate(field, at, isDerived, 'Z');
    }

    private static int Separate(Span<byte> field, int at, bool isThere, char separator)
    {
        if (isThere)
        {
            field[at++] = (byte)separator;
        }

        return at;
    }

    private static int WriteDigits(Span<byte> field, int at, int value, int digits)
    {
        for (int i = at + digits - 1; i >= at; i--)
        {
            field[i] = (byte)('0' + (value % 10));
            value /= 10;
        }

        return at + digits;
    }
}
