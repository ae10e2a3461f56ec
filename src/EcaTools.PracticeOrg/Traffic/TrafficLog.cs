using System.Collections.Immutable;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>
/// What happened before the world began, and what was planned since. It holds who calls and how often; each login and
/// each API call is made up when it is read, and is the same each time, so a month of a large company takes no room.
/// </summary>
internal sealed class TrafficLog(TrafficWindow window, IReadOnlyList<Caller> callers, TimeProvider time)
{
    private readonly object _gate = new();
    private ImmutableArray<Caller> _planned = [];

    public TrafficWindow Window { get; } = window;

    public IReadOnlyList<Caller> Callers { get; } = callers;

    /// <summary>The rows of LoginHistory of these hours: hour by hour, then what was planned.</summary>
    /// <param name="fromHour">The first hour.</param>
    /// <param name="toHour">The hour after the last.</param>
    /// <param name="users">The users whose past logins are wanted; null for those of all.</param>
    public IEnumerable<Row> Logins(int fromHour = 0, int toHour = int.MaxValue, IReadOnlySet<string>? users = null) =>
        PastLogins(fromHour, toHour, users)
            .Concat(
                Planned(fromHour, toHour, caller => caller.Logins)
                    .Select(found => new LoginRow(found.Caller, found.Number, found.Hour, found.Time))
            );

    /// <summary>The API calls of these hours, as rows of ApiEvent that know a little more.</summary>
    public IEnumerable<Row> Calls(int fromHour = 0, int toHour = int.MaxValue) =>
        PastCalls(fromHour, toHour)
            .Concat(
                Planned(fromHour, toHour, caller => caller.Calls)
                    .Select(found => new ApiCallRow(found.Caller, found.Number, found.Time))
            );

    /// <summary>Adds a caller whose schedules begin now or later.</summary>
    /// <returns>Its number among those that were planned.</returns>
    public int Plan(Caller caller)
    {
        lock (_gate)
        {
            _planned = _planned.Add(caller);
            return _planned.Length - 1;
        }
    }

    /// <summary>Ends what was planned under a number; false if there is none.</summary>
    public bool End(int number, DateTimeOffset at)
    {
        if (number < 0 || number >= PlannedCallers.Length)
        {
            return false;
        }

        Caller caller = PlannedCallers[number];
        foreach (PlannedSchedule schedule in new[] { caller.Logins, caller.Calls }.OfType<PlannedSchedule>())
        {
            schedule.End(at);
        }

        return true;
    }

    private IEnumerable<Row> PastLogins(int fromHour, int toHour, IReadOnlySet<string>? users)
    {
        int[] wanted =
        [
            .. Enumerable.Range(0, Callers.Count).Where(caller => users?.Contains(Callers[caller].UserId) ?? true),
        ];
        for (int hour = Math.Max(0, fromHour); hour < Math.Min(toHour, TrafficWindow.Hours + 1); hour++)
        {
            foreach (int caller in wanted)
            {
                int count = Callers[caller].Logins.Count(hour);
                for (int i = 0; i < count; i++)
                {
                    yield return new LoginRow(
                        Callers[caller],
                        Number(caller, hour, i),
                        hour,
                        Callers[caller].Logins.Time(hour, i)
                    );
                }
            }
        }
    }

    private IEnumerable<Row> PastCalls(int fromHour, int toHour)
    {
        for (int hour = Math.Max(0, fromHour); hour < Math.Min(toHour, TrafficWindow.Hours + 1); hour++)
        {
            for (int caller = 0; caller < Callers.Count; caller++)
            {
                int count = Callers[caller].Calls.Count(hour);
                for (int i = 0; i < count; i++)
                {
                    yield return new ApiCallRow(
                        Callers[caller],
                        Number(caller, hour, i),
                        Callers[caller].Calls.Time(hour, i)
                    );
                }
            }
        }
    }

    /// <summary>The login with this id, or null.</summary>
    public Row? FindLogin(string id)
    {
        if (SalesforceId.Number(id, SObjectPrefixes.LoginHistory) is not { } number || number < FirstNumber)
        {
            return null;
        }

        if (number >= FirstPlannedNumber)
        {
            return FindPlannedLogin(number);
        }

        long packed = number - FirstNumber;
        int i = (int)(packed % Schedule.MaximumPerHour);
        int hour = (int)(packed / Schedule.MaximumPerHour % HourSlots);
        long caller = packed / Schedule.MaximumPerHour / HourSlots;
        return caller < Callers.Count && i < Callers[(int)caller].Logins.Count(hour)
            ? new LoginRow(Callers[(int)caller], number, hour, Callers[(int)caller].Logins.Time(hour, i))
            : null;
    }

    private LoginRow? FindPlannedLogin(long number)
    {
        long packed = number - FirstPlannedNumber;
        int i = (int)(packed % Schedule.MaximumPerHour);
        int hour = (int)(packed / Schedule.MaximumPerHour % PlannedHourSlots);
        long index = packed / Schedule.MaximumPerHour / PlannedHourSlots;
        return index < PlannedCallers.Length && i < PlannedCallers[(int)index].Logins.Count(hour)
            ? new LoginRow(PlannedCallers[(int)index], number, hour, PlannedCallers[(int)index].Logins.Time(hour, i))
            : null;
    }

    private IEnumerable<(Caller Caller, long Number, int Hour, DateTimeOffset Time)> Planned(
        int fromHour,
        int toHour,
        Func<Caller, Schedule> scheduleOf
    )
    {
        ImmutableArray<Caller> planned = PlannedCallers;
        int first = Math.Max(TrafficWindow.Hours, fromHour);
        int last = planned.IsEmpty ? first - 1 : Math.Min(Window.HourOf(time.GetUtcNow()), toHour - 1);
        for (int hour = first; hour <= last; hour++)
        {
            for (int index = 0; index < planned.Length; index++)
            {
                Schedule schedule = scheduleOf(planned[index]);
                int count = schedule.Count(hour);
                for (int i = 0; i < count; i++)
                {
                    long number =
                        FirstPlannedNumber + ((((long)index * PlannedHourSlots) + hour) * Schedule.MaximumPerHour) + i;
                    yield return (planned[index], number, hour, schedule.Time(hour, i));
                }
            }
        }
    }

    private ImmutableArray<Caller> PlannedCallers
    {
        get
        {
            lock (_gate)
            {
                return _planned;
            }
        }
    }

    private const int HourSlots = 1024;

    /// <summary>More than the hours that the clock can be moved by.</summary>
    private const int PlannedHourSlots = 1 << 17;

    /// <summary>Above the numbers of all other logins.</summary>
    private const long FirstPlannedNumber = 1L << 48;

    /// <summary>Above the numbers of logins that are made over the wire.</summary>
    private const long FirstNumber = 1L << 32;

    private static long Number(int caller, int hour, int i) =>
        FirstNumber + ((((long)caller * HourSlots) + hour) * Schedule.MaximumPerHour) + i;
}
