using EcaTools.Core.Monitoring.Measures;
using EcaTools.Core.Tests.Monitoring;

namespace EcaTools.Core.Tests.Cutover;

public partial class CutoverGateTests
{
    private static void Tokens(GateWorld world, string app) =>
        world.Tokens.AddRange(Enumerable.Repeat((app, GateWorld.User(1)), 5));

    private static void Login(GateWorld world, int count, string flow, string status, int? hour = null)
    {
        for (int i = 0; i < count; i++)
        {
            DateTimeOffset time = GateWorld.Day.AddHours(hour ?? (i * 2 % 24)).AddMinutes(i);
            world.Logins.Add((time, GateWorld.NewLabel, GateWorld.User(i % 4), flow, status));
        }
    }

    private static AuthEvent Late(int number, string status) =>
        GateWorld.Call(GateWorld.Today.AddHours(2).AddMinutes(number), isNew: true, number % 4, status);

    /// <summary>A caller that calls on Mondays and Tuesdays.</summary>
    private static IEnumerable<AuthEvent> Weekly() =>
        Enumerable
            .Range(0, 14)
            .Select(day => GateWorld.Day.AddDays(-1 - day))
            .Where(day => day.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Tuesday)
            .SelectMany(day => Enumerable.Range(0, 5).Select(i => GateWorld.Call(day.AddHours(i), isNew: false, 8)));

    /// <summary>A caller with too few events to judge.</summary>
    private static IEnumerable<AuthEvent> Rare() =>
        Enumerable.Range(0, 3).Select(i => GateWorld.Call(GateWorld.Day.AddDays(-5).AddHours(i), isNew: false, 8));

    private static AuthEvent Other() =>
        GateWorld.Call(GateWorld.Day.AddDays(-1), isNew: false, 1) with
        {
            App = "0H4000000000009",
            Label = "Other",
        };

    /// <summary>The day comes in hourly files alone.</summary>
    private static void Hourly(GateWorld world, DateTimeOffset listedAt)
    {
        world.MissingDays.Add(GateWorld.Day);
        world.Subject = world.Subject with { WindowEnd = GateWorld.Today };
        world.Then = async set =>
        {
            await HoursAsync(world, set);
            set.Add(
                new SourceListing
                {
                    OrgId = AuthEvent.Org,
                    Source = "ApiTotalUsage",
                    Since = GateWorld.Day,
                    ListedAt = listedAt,
                }
            );
        };
    }

    private static async Task HoursAsync(GateWorld world, AuthMeasureSet set)
    {
        foreach (IGrouping<int, AuthEvent> hour in world.New.GroupBy(call => call.Time.Hour))
        {
            await GateWorld.AddCallsAsync(
                set,
                $"hour {hour.Key}",
                hour,
                EventLogInterval.Hourly,
                GateWorld.Day.AddHours(hour.Key)
            );
        }
    }
}
