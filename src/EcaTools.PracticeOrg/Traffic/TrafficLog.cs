using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>
/// What happened before the world began. It holds who called and how often; each login and each API call is made up
/// when it is read, and is the same each time, so a month of a large company takes no room.
/// </summary>
internal sealed class TrafficLog(TrafficWindow window, IReadOnlyList<Caller> callers)
{
    public TrafficWindow Window { get; } = window;

    public IReadOnlyList<Caller> Callers { get; } = callers;

    /// <summary>The rows of LoginHistory of these hours, hour by hour.</summary>
    public IEnumerable<Row> Logins(int fromHour = 0, int toHour = TrafficWindow.Hours + 1)
    {
        for (int hour = Math.Max(0, fromHour); hour < Math.Min(toHour, TrafficWindow.Hours + 1); hour++)
        {
            for (int caller = 0; caller < Callers.Count; caller++)
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

    /// <summary>The API calls of these hours, as rows of ApiEvent that know a little more.</summary>
    public IEnumerable<Row> Calls(int fromHour = 0, int toHour = TrafficWindow.Hours + 1)
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

        long packed = number - FirstNumber;
        int i = (int)(packed % Schedule.MaximumPerHour);
        int hour = (int)(packed / Schedule.MaximumPerHour % HourSlots);
        long caller = packed / Schedule.MaximumPerHour / HourSlots;
        return caller < Callers.Count && i < Callers[(int)caller].Logins.Count(hour)
            ? new LoginRow(Callers[(int)caller], number, hour, Callers[(int)caller].Logins.Time(hour, i))
            : null;
    }

    private const int HourSlots = 1024;

    /// <summary>Above the numbers of logins that are made over the wire.</summary>
    private const long FirstNumber = 1L << 32;

    private static long Number(int caller, int hour, int i) =>
        FirstNumber + ((((long)caller * HourSlots) + hour) * Schedule.MaximumPerHour) + i;
}
