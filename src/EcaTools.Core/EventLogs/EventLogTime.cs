using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace EcaTools.Core.EventLogs;

/// <summary>
/// Reads the times of event logs as milliseconds since 1970 (UTC): <c>yyyyMMddHHmmss.fff</c>, in some event types
/// without the fraction, and ISO 8601. The day is remembered, because the next event is mostly of the same day.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct EventLogTime
{
    private const int SecondsInDay = 24 * 60 * 60;

    private ulong _dayText;
    private long _daySeconds;

    /// <summary>Reads a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text.Length is not (14 or 18))
        {
            return TryReadOther(text, out milliseconds);
        }

        ulong day = BinaryPrimitives.ReadUInt64LittleEndian(text);
        if (day != _dayText && !TryReadDay(text[..8], day))
        {
            return TryReadOther(text, out milliseconds);
        }

        uint hour = Two(text, 8);
        uint minute = Two(text, 10);
        uint second = Two(text, 12);
        uint fraction = 0;
        if (text.Length == 18)
        {
            fraction = text[14] == '.' ? (Digit(text, 15) * 100) + Two(text, 16) : uint.MaxValue;
        }

        milliseconds = ((_daySeconds + (hour * 3600) + (minute * 60) + second) * 1000) + fraction;
        return hour < 24 && minute < 60 && second <= 60 && fraction < 1000;
    }

    /// <summary>A digit; far too large where it is none.</summary>
    private static uint Digit(ReadOnlySpan<byte> text, int at)
    {
        uint digit = (uint)(text[at] - '0');
        return digit > 9 ? 100_000 : digit;
    }

    private static uint Two(ReadOnlySpan<byte> text, int at) => (Digit(text, at) * 10) + Digit(text, at + 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadDay(ReadOnlySpan<byte> text, ulong day)
    {
        uint year = (Two(text, 0) * 100) + Two(text, 2);
        uint month = Two(text, 4);
        uint dayOfMonth = Two(text, 6);
        if (
            year is < 1970 or > 9999
            || month is < 1 or > 12
            || dayOfMonth < 1
            || dayOfMonth > DateTime.DaysInMonth((int)year, (int)month)
        )
        {
            return false;
        }

        _dayText = day;
        _daySeconds = DaysSinceEpoch((int)year, (int)month, (int)dayOfMonth) * SecondsInDay;
        return true;
    }

    private static long DaysSinceEpoch(int year, int month, int day) =>
        new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadOther(ReadOnlySpan<byte> text, out long milliseconds)
    {
        bool isTime = DateTimeOffset.TryParseExact(
            text.Length <= 40 ? Encoding.UTF8.GetString(text) : "",
            ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm:ss.FFFFFFF"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset time
        );
        milliseconds = isTime ? time.ToUnixTimeMilliseconds() : 0;
        return isTime && milliseconds >= 0;
    }
}
