using System.Globalization;
using System.Text;
using EcaTools.Core.Cutover.Gates;
using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Monitoring.Sources;
using EcaTools.Core.Tests.Monitoring;

namespace EcaTools.Core.Tests.Cutover;

/// <summary>
/// Two weeks of an old app and a day of the new one, as a healthy cutover leaves them. A situation changes what it is
/// about.
/// </summary>
internal sealed class GateWorld
{
    public const string OldId = "0H4000000000001";
    public const string NewId = "888000000000001";
    public const string OldLabel = "Billing";
    public const string NewLabel = "Billing ECA";

    public static DateTimeOffset Today { get; } = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The day that is judged: yesterday.</summary>
    public static DateTimeOffset Day { get; } = Today.AddDays(-1);

    public DateTimeOffset Now { get; set; } = Today.AddHours(6);

    public List<AuthEvent> Old { get; set; } = [];

    public List<AuthEvent> New { get; set; } = [];

    /// <summary>Calls of today, which no daily file has yet.</summary>
    public List<AuthEvent> Late { get; } = [];

    public List<(DateTimeOffset Time, string App, string User, string Flow, string Status)> Logins { get; } = [];

    public List<(string App, string User)> Tokens { get; } = [];

    /// <summary>Sources that were not read.</summary>
    public HashSet<string> Missing { get; } = new(StringComparer.Ordinal);

    /// <summary>Days without a daily file.</summary>
    public HashSet<DateTimeOffset> MissingDays { get; } = [];

    public EventLogInterval Interval { get; set; } = EventLogInterval.Daily;

    public string BadLines { get; set; } = "";

    public Func<AuthMeasureSet, Task> Then { get; set; } = _ => Task.CompletedTask;

    public DateTimeOffset LoginsReadAt { get; set; } = Today.AddHours(6);

    public CutoverGateOptions Options { get; set; } = new();

    public CutoverGateSubject Subject { get; set; } =
        new()
        {
            App = "Billing",
            OldApp = [OldId, OldLabel],
            NewApp = [NewId, NewLabel],
        };

    public static string User(int number) => $"00500000000{number:0000}";

    public static AuthEvent Call(DateTimeOffset time, bool isNew, int user, string status = "200") =>
        new(
            time,
            isNew ? NewId : OldId,
            isNew ? NewLabel : OldLabel,
            User(user),
            $"10.0.0.{user}",
            "billing/1",
            status
        );

    public static GateWorld Healthy()
    {
        GateWorld world = new();
        for (DateTimeOffset hour = Day.AddDays(-14); hour < Day; hour = hour.AddHours(1))
        {
            for (int i = 0; i < 12; i++)
            {
                world.Old.Add(Call(hour.AddMinutes(5 * i), isNew: false, i % 4));
            }
        }

        for (DateTimeOffset hour = Day; hour < Today; hour = hour.AddHours(1))
        {
            for (int i = 0; i < 48; i++)
            {
                world.New.Add(Call(hour.AddMinutes(i), isNew: true, i % 4));
            }

            for (int user = 0; user < 4; user++)
            {
                world.Logins.Add((hour, NewLabel, User(user), "OauthRefreshToken", "Success"));
            }
        }

        for (int user = 0; user < 4; user++)
        {
            world.Tokens.Add((NewLabel, User(user)));
        }

        return world;
    }

    /// <summary>Gives some calls of the new app another status.</summary>
    public void Fail(string status, int count, int every = 1, Func<AuthEvent, bool>? where = null) =>
        New = Failing(New, status, count, every, where);

    /// <summary>Gives some calls of the old app another status.</summary>
    public void FailOld(string status, int count, int every = 1, Func<AuthEvent, bool>? where = null) =>
        Old = Failing(Old, status, count, every, where);

    public async Task<CutoverGateResult> DecideAsync()
    {
        AuthMeasureSet set = new();
        if (!Missing.Contains("ApiTotalUsage"))
        {
            await AddCallsAsync(set);
        }

        if (!Missing.Contains("LoginHistory"))
        {
            foreach (DateTimeOffset day in Enumerable.Range(0, 15).Select(day => Day.AddDays(day - 14)))
            {
                await AddAsync(
                    set,
                    "LoginHistory",
                    day,
                    LoginsReadAt,
                    "LoginTime,Application,UserId,LoginSubType,Status\n"
                        + string.Concat(
                            Logins
                                .Where(login => login.Time >= day && login.Time < day.AddDays(1))
                                .Select(login =>
                                    $"{Time(login.Time)},{login.App},{login.User},{login.Flow},{login.Status}\n"
                                )
                        )
                );
            }
        }

        if (!Missing.Contains("OauthToken"))
        {
            string rows = string.Concat(
                Tokens.Select(token => $"{Time(Day.AddHours(3))},{token.App},{token.User},(seen)\n")
            );
            await AddAsync(set, "OauthToken", Today, Now, "Timestamp,Application,UserId,Status\n" + rows);
        }

        await Then(set);
        return new CutoverGate(Options).Decide(set, Subject, Now);
    }

    /// <summary>Adds a log of the source ApiTotalUsage.</summary>
    public static async Task AddCallsAsync(
        AuthMeasureSet set,
        string key,
        IEnumerable<AuthEvent> calls,
        EventLogInterval interval,
        DateTimeOffset? date,
        string more = ""
    )
    {
        MeasuredLog described = new()
        {
            Key = key,
            Source = "ApiTotalUsage",
            OrgId = AuthEvent.Org,
            Name = key,
            Interval = interval,
            LogDate = date,
        };
        byte[] bytes = [.. AuthEvent.ToLog(calls), .. Encoding.UTF8.GetBytes(more)];
        CountedLog counted = await LogStream.CountAsync(new MemoryStream(bytes), described, null, default);
        set.Add(counted.Log, counted.Sources);
    }

    /// <summary>Adds a day of an object.</summary>
    public static async Task AddAsync(
        AuthMeasureSet set,
        string source,
        DateTimeOffset day,
        DateTimeOffset readAt,
        string csv,
        string org = AuthEvent.Org
    )
    {
        MeasuredLog described = new()
        {
            Key = $"{source}/{Time(day)}",
            Source = source,
            OrgId = org,
            Name = source,
            Interval = EventLogInterval.Daily,
            LogDate = day,
            CreatedDate = readAt,
        };
        CountedLog counted = await LogStream.CountAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(csv)),
            described,
            null,
            default
        );
        set.Add(counted.Log, counted.Sources);
    }

    private static List<AuthEvent> Failing(
        List<AuthEvent> calls,
        string status,
        int count,
        int every,
        Func<AuthEvent, bool>? where
    )
    {
        int seen = 0;
        int failed = 0;
        return
        [
            .. calls.Select(call =>
                where?.Invoke(call) != false && seen++ % every == 0 && failed++ < count
                    ? call with
                    {
                        Status = status,
                    }
                    : call
            ),
        ];
    }

    private async Task AddCallsAsync(AuthMeasureSet set)
    {
        AuthEvent[] all = [.. Old, .. New];
        if (Interval is EventLogInterval.Unknown)
        {
            await AddCallsAsync(set, "export", all, Interval, null);
            return;
        }

        foreach (IGrouping<DateTime, AuthEvent> day in all.GroupBy(call => call.Time.UtcDateTime.Date))
        {
            DateTimeOffset date = new(day.Key, TimeSpan.Zero);
            if (!MissingDays.Contains(date))
            {
                string bad = date == Day ? BadLines : "";
                await AddCallsAsync(set, $"day {Time(date)}", day, EventLogInterval.Daily, date, bad);
            }
        }

        foreach (IGrouping<int, AuthEvent> hour in Late.GroupBy(call => call.Time.Hour))
        {
            await AddCallsAsync(set, $"late {hour.Key}", hour, EventLogInterval.Hourly, Today.AddHours(hour.Key));
        }
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
