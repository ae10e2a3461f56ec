namespace EcaTools.PracticeOrg.Traffic;

/// <summary>The thirty days before the world began, in hours.</summary>
internal sealed class TrafficWindow
{
    public const int Days = 30;

    /// <summary>The whole hours; the one in which the world begins comes after them and is not over.</summary>
    public const int Hours = Days * 24;

    private readonly int _firstDayOfWeek;

    public TrafficWindow(DateTimeOffset now)
    {
        Now = now;
        DateTime utc = now.UtcDateTime;
        Start = new DateTimeOffset(utc.Date.AddHours(utc.Hour), TimeSpan.Zero).AddHours(-Hours);
        FirstHourOfDay = Start.Hour;
        _firstDayOfWeek = (int)Start.DayOfWeek;
    }

    /// <summary>When the world began.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>When hour 0 begins.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The hour of the day, in UTC, in which hour 0 begins.</summary>
    public int FirstHourOfDay { get; }

    public int HourOf(DateTimeOffset time) => (int)Math.Floor((time - Start).TotalHours);

    /// <summary>Whether a day of the window, counted from 0, is a Saturday or a Sunday.</summary>
    public bool IsWeekend(int day) => ((_firstDayOfWeek + day) % 7) is 0 or 6;
}
